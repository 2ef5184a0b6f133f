import { ProblemError } from '@cyclecount/contract'
import { DeviceStorageError } from '@cyclecount/device-db'
import type { T } from '../i18n/use-t.ts'

/** What to tell a person about something that failed: the server's own sentence, the storage's, or that nobody answered. */
export function problemWords(error: unknown, t: T): string {
  if (error instanceof ProblemError) return error.problem.message
  if (error instanceof DeviceStorageError) return error.problem.message
  return t('store.noAnswer')
}

export function isSignedOut(error: unknown): boolean {
  return error instanceof ProblemError && error.problem.kind === 'signed-out'
}
