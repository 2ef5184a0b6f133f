import { sql } from 'kysely'
import type { Tx } from '../context.ts'

/** Two backlogs at a time, however many processes there are: one keeps the database busy while the next is made ready. */
export const PLACES: readonly number[] = [0, 1]
/** Names the places among the advisory locks of a database. */
export const LOCK = 0x636f_756e
/** Longer than anybody's push: who holds a place so long has hung, or its machine is gone. */
const PATIENCE_MS = 10_000

/** The backlogs of one process, which take turns with those of the others. */
export interface BacklogTurns {
  /** Does the work with a place of this process's own; `wait` resolves, in the transaction of the work, when it is this place's turn. */
  readonly with: <T>(work: (wait: (tx: Tx) => Promise<void>) => Promise<T>) => Promise<T>
}

/**
 * Turns of backlogs over all processes on one PostgreSQL, so that what somebody scans now finds a core that is free. A place is an
 * advisory lock of the transaction: the database gives it to who has waited longest, and takes it back when the transaction or its process ends, however it
 * ends. Who waited in vain fails with what `isTransient` knows.
 */
export function createBacklogTurns(patienceMs = PATIENCE_MS): BacklogTurns {
  const free = [...PLACES]
  return {
    with: async (work) => {
      const place = free.pop() ?? 0
      try {
        // One statement, from left to right: the patience is for this lock alone.
        return await work(async (tx) => {
          await sql`select set_config('lock_timeout', ${String(patienceMs)}, true), pg_advisory_xact_lock(${LOCK}::int, ${place}::int), set_config('lock_timeout', '0', true)`.execute(
            tx,
          )
        })
      } finally {
        free.push(place)
      }
    },
  }
}
