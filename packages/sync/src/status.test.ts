import { expect, test } from 'vitest'
import { idle } from './connection.ts'
import { OLD_AFTER_MS, summarise, type SyncStatus } from './status.ts'

const quiet: SyncStatus = {
  waiting: 0,
  sessions: [],
  oldestWaitingAt: null,
  lastSuccessAt: 500,
  lastError: null,
  connection: idle,
  setAside: 0,
  forked: 0,
  storageAlmostFull: false,
}
const waiting: SyncStatus = { ...quiet, waiting: 12, oldestWaitingAt: 1000 }

test('[ST1] EXEC-12 all sent is said only where nothing waits', () => {
  expect(summarise(quiet, 2000)).toEqual({ kind: 'all-sent', at: 500 })
  expect(summarise(waiting, 2000)).toEqual({ kind: 'saved-here', waiting: 12, since: 1000, old: false })
  expect(summarise(waiting, 1000 + OLD_AFTER_MS)).toMatchObject({ kind: 'saved-here', old: true })
})

test('[ST1] [CH3] all sent is not said of a count of which the server holds another log', () => {
  expect(summarise({ ...quiet, forked: 1 }, 2000)).toEqual({ kind: 'attention', count: 1 })
})

test('[ST2] the most urgent truth comes first', () => {
  const sending: SyncStatus = { ...waiting, connection: { kind: 'sending', failures: 0 } }
  expect(summarise(sending, 2000)).toEqual({ kind: 'sending', waiting: 12 })
  expect(summarise({ ...quiet, setAside: 2 }, 0)).toEqual({ kind: 'attention', count: 2 })
  const signedOut: SyncStatus = { ...waiting, connection: { kind: 'blocked', reason: 'signed-out' } }
  expect(summarise(signedOut, 2000)).toEqual({ kind: 'sign-in', waiting: 12 })
  const revoked: SyncStatus = { ...waiting, connection: { kind: 'blocked', reason: 'device-revoked' } }
  expect(summarise(revoked, 2000)).toEqual({ kind: 'attention', count: 12 })
  expect(summarise({ ...revoked, storageAlmostFull: true }, 0)).toEqual({ kind: 'storage' })
})
