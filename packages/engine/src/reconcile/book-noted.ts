import type { RunId } from '@cyclecount/domain'
import type { EngineContext } from '../context.ts'
import { findFacilityCount } from './facility-count.ts'
import { noteBook } from './read-book.ts'

/**
 * Reads the book of the run's facility as it is now, while it is counted: when somebody begins, or the backend says that something changed: where it cannot say
 * what moved, what was expected rests on the reads around the count. Throws where it cannot be read now.
 */
export async function noteBookFor(ctx: EngineContext, runId: RunId): Promise<void> {
  const count = await findFacilityCount(ctx, runId)
  if (count?.status === 'counting') await noteBook(ctx, count)
}
