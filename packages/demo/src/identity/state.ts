import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { exportJWK, generateKeyPair, type JWK } from 'jose'
import type { AdapterPayload } from 'oidc-provider'
import type { DemoLog } from './log.ts'

/** One thing the provider remembers: a session, a grant, a refresh token … */
export interface StateRecord {
  readonly payload: AdapterPayload
  /** UTC ms. */
  readonly expiresAt: number
}

/**
 * What the provider knows, so that a restart forgets nobody: its keys, and records by `Model:id`. Every change is on
 * disk before the reply to it leaves; a crash leaves the state before or after the change, never half of it.
 */
export interface IdentityState {
  readonly signingKey: JWK
  readonly cookieKey: string
  get(key: string): AdapterPayload | undefined
  set(key: string, record: StateRecord): void
  delete(keys: readonly string[]): void
  /** Every record that has not expired. */
  entries(): readonly (readonly [key: string, payload: AdapterPayload])[]
}

/** Sign-ins that were begun and left must not fill the file; those that end first go first. */
const mostRecords = 4000

interface StoredState {
  readonly signingKey: JWK
  readonly cookieKey: string
  readonly records: readonly (readonly [string, StateRecord])[]
}

/** Reads the state from the file, or makes a new one; `file` null keeps it in memory. */
export async function openIdentityState(options: {
  readonly file: string | null
  readonly now: () => number
  readonly log: DemoLog
}): Promise<IdentityState> {
  const { file, now, log } = options
  const known = file === null ? null : readState(file, log)
  const { signingKey, cookieKey, records } = known ?? (await newState())
  const recordsByKey = new Map(records)
  const isAlive = (record: StateRecord) => record.expiresAt > now()
  const save = () => {
    for (const [key, record] of recordsByKey) if (!isAlive(record)) recordsByKey.delete(key)
    const surplus = [...recordsByKey].toSorted(([, a], [, b]) => a.expiresAt - b.expiresAt)
    for (const [key] of surplus.slice(0, Math.max(0, surplus.length - mostRecords))) recordsByKey.delete(key)
    if (file !== null) writeState(file, { signingKey, cookieKey, records: [...recordsByKey] })
  }
  if (known === null) save()
  return {
    signingKey,
    cookieKey,
    get: (key) => {
      const record = recordsByKey.get(key)
      return record && isAlive(record) ? record.payload : undefined
    },
    set: (key, record) => {
      recordsByKey.set(key, record)
      save()
    },
    delete: (keys) => {
      for (const key of keys) recordsByKey.delete(key)
      save()
    },
    entries: () =>
      [...recordsByKey].flatMap(([key, record]) => (isAlive(record) ? [[key, record.payload] as const] : [])),
  }
}

async function newState(): Promise<StoredState> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true })
  const key = await exportJWK(privateKey)
  const signingKey = { ...key, alg: 'ES256', use: 'sig', kid: `demo-${randomBytes(8).toString('hex')}` }
  return { signingKey, cookieKey: randomBytes(32).toString('base64url'), records: [] }
}

function readState(file: string, log: DemoLog): StoredState | null {
  try {
    const stored: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (isStoredState(stored)) return stored
    log.warn({ file }, 'The demo sign-in could not read its state and begins anew: everybody signs in again.')
    return null
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    log.warn(
      { file, err: error },
      'The demo sign-in could not read its state and begins anew: everybody signs in again.',
    )
    return null
  }
}

function isStoredState(value: unknown): value is StoredState {
  return (
    isObject(value) &&
    isObject(value['signingKey']) &&
    typeof value['signingKey']['d'] === 'string' &&
    typeof value['cookieKey'] === 'string' &&
    Array.isArray(value['records']) &&
    value['records'].every(isEntry)
  )
}

function isEntry(entry: unknown): boolean {
  if (!Array.isArray(entry)) return false
  const key: unknown = entry[0]
  const record: unknown = entry[1]
  return (
    typeof key === 'string' &&
    isObject(record) &&
    typeof record['expiresAt'] === 'number' &&
    isObject(record['payload'])
  )
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A private key is in it, so nobody else may read it. */
function writeState(file: string, state: StoredState): void {
  mkdirSync(dirname(file), { recursive: true })
  const draft = `${file}.draft`
  writeFileSync(draft, JSON.stringify(state), { mode: 0o600 })
  renameSync(draft, file)
}
