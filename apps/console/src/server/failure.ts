import { ProblemError, type Problem } from '@cyclecount/contract'

/** What the server said went wrong; null where there was no answer at all, or the fault is ours. */
export function problemOf(error: unknown): Problem | null {
  return error instanceof ProblemError ? error.problem : null
}

/** Whether asking again by ourselves makes sense: the server said so, or it did not answer. */
export function isWorthRetrying(error: unknown): boolean {
  return problemOf(error)?.retryable ?? true
}
