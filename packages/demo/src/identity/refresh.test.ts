import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createTestBrowser, refresh, signInAs, silent, startLoopback, type Loopback } from './test-browser.ts'

const ana = 'ana@quillmere.example'
const minute = 60_000

let folder: string
let running: Loopback[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cyclecount-demo-'))
  running = []
})

afterEach(async () => {
  await Promise.all(running.map((loopback) => loopback.close()))
  rmSync(folder, { recursive: true })
})

async function start(options: Parameters<typeof startLoopback>[0], port = 0): Promise<Loopback> {
  const loopback = await startLoopback(options, port)
  running.push(loopback)
  return loopback
}

/** As the process that starts again at the same address. */
async function restart(loopback: Loopback, options: Parameters<typeof startLoopback>[0]): Promise<Loopback> {
  await loopback.close()
  return start(options, Number(new URL(loopback.origin).port))
}

describe('refreshing', () => {
  test('gives new tokens of the same person', async () => {
    const loopback = await start({})
    const { body } = await signInAs(loopback, createTestBrowser(), ana)
    const next = await refresh(loopback, body['refresh_token'])
    expect(next.status).toBe(200)
    expect(next.body['refresh_token']).not.toBe(body['refresh_token'])
    expect(decodeJwt(String(next.body['access_token'])).sub).toBe(decodeJwt(String(body['access_token'])).sub)
  })

  test('can be tried again with the same token where the reply was lost, even an hour later', async () => {
    let ahead = 0
    const loopback = await start({ now: () => Date.now() + ahead })
    const { body } = await signInAs(loopback, createTestBrowser(), ana)
    const lost = await refresh(loopback, body['refresh_token'])
    ahead = 60 * minute
    const again = await refresh(loopback, body['refresh_token'])
    expect([lost.status, again.status]).toEqual([200, 200])
    expect((await refresh(loopback, again.body['refresh_token'])).status).toBe(200)
  })

  test('by page and service worker at once gives both tokens that work', async () => {
    const loopback = await start({})
    const { body } = await signInAs(loopback, createTestBrowser(), ana)
    const both = await Promise.all([1, 2].map(() => refresh(loopback, body['refresh_token'])))
    expect(both.map((reply) => reply.status)).toEqual([200, 200])
    const onwards = await Promise.all(both.map((reply) => refresh(loopback, reply.body['refresh_token'])))
    expect(onwards.map((reply) => reply.status)).toEqual([200, 200])
  })

  test('with a token whose successor has been used for a while ends the sign-in: one of the two is a thief', async () => {
    let ahead = 0
    const loopback = await start({ now: () => Date.now() + ahead })
    const { body: first } = await signInAs(loopback, createTestBrowser(), ana)
    const { body: second } = await refresh(loopback, first['refresh_token'])
    const { body: third } = await refresh(loopback, second['refresh_token'])
    ahead = 2 * minute
    expect((await refresh(loopback, first['refresh_token'])).body['error']).toBe('invalid_grant')
    expect((await refresh(loopback, third['refresh_token'])).body['error']).toBe('invalid_grant')
  })

  test('goes on for as many turns as a day has', async () => {
    const loopback = await start({ stateFile: join(folder, 'state.json') })
    let { body } = await signInAs(loopback, createTestBrowser(), ana)
    for (let turn = 0; turn < 100; turn += 1) ({ body } = await refresh(loopback, body['refresh_token']))
    expect(body['access_token']).toBeTypeOf('string')
    expect(statSync(join(folder, 'state.json')).size).toBeLessThan(20_000)
  })

  test('gives access tokens that are good for as long as was asked for', async () => {
    const loopback = await start({ accessTokenSeconds: 2 })
    const { body } = await signInAs(loopback, createTestBrowser(), ana)
    const { iat = 0, exp } = decodeJwt(String(body['access_token']))
    expect(exp).toBe(iat + 2)
    expect(body['expires_in']).toBe(2)
  })
})

describe('a restart', () => {
  test('forgets neither keys nor refresh tokens nor who is signed in', async () => {
    const stateFile = join(folder, 'deep', 'state.json')
    const before = await start({ stateFile })
    const browser = createTestBrowser()
    const { body } = await signInAs(before, browser, ana)
    const after = await restart(before, { stateFile })
    const keys = createRemoteJWKSet(new URL(after.identity.jwksUrl))
    await expect(jwtVerify(String(body['access_token']), keys)).resolves.toBeTruthy()
    expect((await refresh(after, body['refresh_token'])).status).toBe(200)
    expect((await signInAs(after, browser, 'nobody-is-asked')).status).toBe(200)
  })

  test('forgets everything where there is no file', async () => {
    const before = await start({})
    const { body } = await signInAs(before, createTestBrowser(), ana)
    const after = await restart(before, {})
    expect((await refresh(after, body['refresh_token'])).status).toBe(400)
  })

  test('begins anew, and says so, where the file is damaged', async () => {
    const stateFile = join(folder, 'state.json')
    const warnings: string[] = []
    const log = { ...silent, warn: (_fields: object, message: string) => warnings.push(message) }
    for (const damaged of ['{"signingKey":', '{}', '[]']) {
      writeFileSync(stateFile, damaged)
      const loopback = await start({ stateFile, log })
      expect((await signInAs(loopback, createTestBrowser(), ana)).status).toBe(200)
    }
    expect(warnings.length).toBe(3)
  })

  test('leaves the key for nobody else to read', async () => {
    const stateFile = join(folder, 'state.json')
    await start({ stateFile })
    expect(statSync(stateFile).mode & 0o077).toBe(0)
  })
})
