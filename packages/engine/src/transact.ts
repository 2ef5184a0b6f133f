import { isTransient } from '@cyclecount/db'
import type { EngineContext, Tx } from './context.ts'

const ATTEMPTS = 5

/** Runs the work in one transaction, and again from its start where another transaction was in its way. */
export async function transact<T>(ctx: Pick<EngineContext, 'db'>, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ctx.db.write(work)
    } catch (error) {
      if (attempt === ATTEMPTS || !isTransient(error)) throw error
    }
  }
}
