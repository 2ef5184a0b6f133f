import { createSay } from '@cyclecount/domain'
import type { StoreProblem } from '@cyclecount/sync'

/** What a person is told about the storage of their device, by kind. */
const say = createSay<StoreProblem['kind']>({
  quota: 'This device’s storage is full. Nothing was counted. Make room, then scan again.',
  closed: 'The browser closed this device’s storage. Nothing was counted. Open the app again.',
  blocked: 'Another tab holds an older version of this app. Nothing was counted. Close it, then scan again.',
  outdated: 'A newer version of this app is open. Nothing was counted. Load this page again.',
  'no-session': 'This session is not on this device.',
  history:
    'The earlier scans of this count are still on the server. Nothing was changed. Connect, then try again.',
  broken: 'This device’s storage does not work. Nothing was counted.',
})

export function storeProblem(kind: StoreProblem['kind']): StoreProblem {
  return { kind, message: say(kind), retryable: kind !== 'no-session' }
}

/** What a failed transaction means to a person. Names are those of the IndexedDB standard, wrapped by Dexie or not. */
export function problemOf(error: unknown): StoreProblem {
  const names = namesOf(error)
  const kind = kinds.find(([, ...of]) => of.some((name) => names.includes(name)))?.[0]
  return storeProblem(kind ?? 'broken')
}

/** The more telling first: Dexie says “closed” of a database that it could not open, with the reason inside. */
const kinds = [
  ['history', 'NeedsHistory'],
  ['quota', 'QuotaExceededError'],
  ['outdated', 'VersionError'],
  ['blocked', 'UpgradeError'],
  // Chromium cannot open what it finds damaged; Safari loses its storage process.
  ['broken', 'UnknownError', 'NotFoundError', 'DataError'],
  ['closed', 'DatabaseClosedError', 'InvalidStateError', 'AbortError', 'TransactionInactiveError'],
] as const

/** Dexie wraps what it met, more than once. */
function namesOf(error: unknown): readonly string[] {
  const names: string[] = []
  let next: unknown = error
  while (next instanceof Error && names.length < 5) {
    names.push(next.name)
    next = 'inner' in next ? next.inner : next.cause
  }
  return names
}
