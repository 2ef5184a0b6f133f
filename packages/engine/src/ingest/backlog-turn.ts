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
  /** Does the work; `wait` resolves in its transaction, when it is its turn. */
  readonly with: <T>(work: (wait: (tx: Tx) => Promise<void>) => Promise<T>) => Promise<T>
}

/**
 * Turns of backlogs over all processes on one PostgreSQL, so that what somebody scans now finds a core that is free. A place is an
 * advisory lock of the transaction: the database gives it to who has waited longest, and takes it back when the transaction or its process
 * ends, however it ends. Any place that is free will do; who finds none waits for one of its own, so that two of a process do not wait for
 * the same. Who waited in vain fails with what `isTransient` knows.
 */
export function createBacklogTurns(patienceMs = PATIENCE_MS): BacklogTurns {
  const own = [...PLACES]
  return {
    with: async (work) => {
      const place = own.pop() ?? 0
      try {
        return await work((tx) => waitFor(tx, place, patienceMs))
      } finally {
        own.push(place)
      }
    },
  }
}

/** One statement, from left to right: the patience is for this lock alone. */
async function waitFor(tx: Tx, place: number, patienceMs: number): Promise<void> {
  const order = [place, ...PLACES.filter((other) => other !== place)]
  const isFree = order.map((one) => sql`pg_try_advisory_xact_lock(${LOCK}::int, ${one}::int)`)
  await sql`select
    set_config('lock_timeout', ${String(patienceMs)}, true),
    case when ${sql.join(isFree, sql` or `)} then '' else pg_advisory_xact_lock(${LOCK}::int, ${place}::int)::text end,
    set_config('lock_timeout', '0', true)`.execute(tx)
}
