import type { StoreProblem } from '@cyclecount/sync'
import type { DeviceDatabase } from './database.ts'
import { openingOf } from './opening.ts'
import { problemOf } from './problem.ts'

/** Thrown where the device's storage cannot do what was asked; says so in words. */
export class DeviceStorageError extends Error {
  override readonly name = 'DeviceStorageError'
  readonly problem: StoreProblem
  constructor(problem: StoreProblem, cause: unknown) {
    super(problem.message, { cause })
    this.problem = problem
  }
}

/** Runs work on the database, opened; a write is told to every tab. */
export type OnDatabase = <T>(work: () => PromiseLike<T>) => Promise<T>

/**
 * Runs work on the database. A handle that went stale (a browser closes them in the background) is opened anew once; whatever
 * fails then is thrown as a `DeviceStorageError`, and the next call opens anew. `attempt` is 2 the second time: the first may
 * have committed.
 */
export async function onDatabase<T>(
  database: DeviceDatabase,
  work: (attempt: 1 | 2) => PromiseLike<T>,
): Promise<T> {
  try {
    await openingOf(database)
    return await work(1)
  } catch (error) {
    const problem = problemOf(error)
    if (problem.kind !== 'closed') throw failed(database, error)
  }
  try {
    database.close({ disableAutoOpen: false })
    await openingOf(database)
    return await work(2)
  } catch (error) {
    throw failed(database, error)
  }
}

function failed(database: DeviceDatabase, error: unknown): DeviceStorageError {
  // What could not be opened would stay so for good.
  if (database.hasFailed()) database.close({ disableAutoOpen: false })
  return new DeviceStorageError(problemOf(error), error)
}

/** Asks the browser to commit now instead of waiting whether more comes: a quarter less time per scan. */
export function commitNow(transaction: { readonly idbtrans: IDBTransaction }): void {
  transaction.idbtrans.commit?.()
}
