import { createSay } from '@cyclecount/domain'
import type { StoreProblem } from '@cyclecount/sync'

/** What a person is told about the storage of their device, by kind. */
const say = createSay<StoreProblem['kind']>({
  quota: 'This device’s storage is full. Nothing was counted. Make room, then scan again.',
  closed: 'The browser closed this device’s storage. Nothing was counted. Open the app again.',
  blocked: 'Another tab holds an older or newer version of this app. Close it, then scan again.',
  'no-session': 'This session is not on this device.',
  broken: 'This device’s storage does not work. Nothing was counted.',
})

export function storeProblem(kind: StoreProblem['kind']): StoreProblem {
  return { kind, message: say(kind), retryable: kind !== 'no-session' }
}

/** What a failed transaction means to a person. Names are those of the IndexedDB standard, wrapped by Dexie or not. */
export function problemOf(error: unknown): StoreProblem {
  const names = namesOf(error)
  if (names.some((name) => name === 'QuotaExceededError')) return storeProblem('quota')
  if (names.some((name) => name === 'VersionError' || name === 'UpgradeError')) return storeProblem('blocked')
  if (names.some((name) => name === 'DatabaseClosedError' || name === 'InvalidStateError'))
    return storeProblem('closed')
  return storeProblem('broken')
}

function namesOf(error: unknown): readonly string[] {
  const names: string[] = []
  let next: unknown = error
  while (next instanceof Error && names.length < 5) {
    names.push(next.name)
    next = 'inner' in next ? next.inner : next.cause
  }
  return names
}
