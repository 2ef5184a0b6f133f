import type { EngineContext, Tx } from '../context.ts'
import { basisText } from './basis.ts'
import type { LineFound } from './comparison.ts'
import type { Known } from './known-lines.ts'
import { basisOf } from './variance-row.ts'
import type { Writing } from './write-variances.ts'

/** An open line whose figures are the same, though its stock moved on after the count. */
export interface Moved {
  readonly before: Known
  readonly line: LineFound
}

export function hasMoved({ basis }: Known, line: LineFound): boolean {
  return (
    basis.movedSinceMilli !== line.movedSinceMilli ||
    basis.around?.beforeAt !== line.around?.beforeAt ||
    basis.around?.afterAt !== line.around?.afterAt
  )
}

/**
 * Lets open lines say what moved up to this read: a sale after the count changes neither what was expected nor the variance, so it is no
 * new version of the line, but where the count wins it is what the book is put back by.
 */
export async function followMoves(
  ctx: EngineContext,
  tx: Tx,
  { book }: Writing,
  moved: readonly Moved[],
): Promise<void> {
  await ctx.db.rows.update(
    tx,
    'inv_count_import_variance',
    ['basis', 'snapshot_id'],
    moved.map(({ before: { row, basis }, line }) => ({
      variance_id: row.variance_id,
      basis: basisText(basisOf(book.readAt, line, basis)),
      snapshot_id: book.snapshotId,
    })),
  )
}
