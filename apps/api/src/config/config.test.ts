import { describe, expect, test } from 'vitest'
import { toConfig } from './config.ts'
import { readEnv } from './env.ts'

function configOf(source: Readonly<Record<string, string>>) {
  const read = readEnv(source)
  if ('problems' in read) throw new Error(read.problems.join('; '))
  return toConfig(read.env)
}

describe('the settings', () => {
  test('OPS-1 need nothing: the demo company on SQLite, on port 8787 of this machine', () => {
    const config = configOf({ PORT: '', DATABASE_URL: '' })
    expect(config).toMatchObject({
      host: '127.0.0.1',
      port: 8787,
      publicUrl: 'http://localhost:8787',
      demo: { askedByName: false, sales: true },
      identity: {
        issuer: 'http://localhost:8787/oidc',
        jwksUrl: 'http://127.0.0.1:8787/oidc/jwks',
      },
    })
    expect(config.dataDir).toMatch(/[\\/]data$/)
    expect(config.databaseUrl).toMatch(/cyclecount\.sqlite$/)
    expect(config.ledgerUrl).not.toBe(config.databaseUrl)
  })

  test('an issuer of one’s own leaves the demo out, unless it is asked for by name', () => {
    const own = { OIDC_ISSUER: 'https://login.example/realm', OIDC_AUDIENCE: 'stock' }
    expect(configOf(own)).toMatchObject({
      demo: null,
      identity: { issuer: 'https://login.example/realm', audience: 'stock', jwksUrl: null },
    })
    expect(configOf({ ...own, DEMO: 'on', DEMO_SALES: 'off' })).toMatchObject({
      demo: { askedByName: true, sales: false },
      identity: { issuer: 'http://localhost:8787/oidc' },
    })
  })

  test('both rooms share one PostgreSQL database', () => {
    const url = 'postgres://u:p@db/cyclecount'
    expect(configOf({ DATABASE_URL: url })).toMatchObject({ databaseUrl: url, ledgerUrl: url })
  })

  test('tell everything that is wrong with them at once', () => {
    expect(
      readEnv({
        PORT: '99999',
        DATABASE_URL: 'mysql://x',
        DEMO: 'maybe',
        SECRETS_KEY: 'secret',
        OIDC_ISSUER: 'login.example',
      }),
    ).toEqual({
      problems: [
        'PORT is above 65535',
        'DATABASE_URL is not a postgres:// address',
        'SECRETS_KEY is not 32 bytes in base64 (openssl rand -base64 32 makes them)',
        'OIDC_ISSUER is not an http(s) address',
        'DEMO is neither "on" nor "off"',
      ],
    })
  })
})
