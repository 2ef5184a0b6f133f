import type { Tx } from '../context.ts'
import { basisText, parseBasis } from './basis.ts'
import type { LineFound } from './comparison.ts'
import { basisOf, type VarianceRow } from './variance-row.ts'
import type { Writing } from './write-variances.ts'

/** An open line whose figures are the same, though its stock moved on after the count. */
export interface Moved {
  readonly before: VarianceRow
  readonly line: LineFound
}

export function hasMoved(before: VarianceRow, line: LineFound): boolean {
  return parseBasis(before.basis).movedSinceMilli !== line.movedSinceMilli
}

/**
 * Lets open lines say what moved up to this read: a sale after the count changes neither what was expected nor the variance, so it is no
 * new version of the line, but where the count wins it is what the book is put back by.
 */
export async function followMoves(tx: Tx, { book }: Writing, moved: readonly Moved[]): Promise<void> {
  for (const { before, line } of moved) {
    const { countedIn, reopened } = parseBasis(before.basis)
    const basis = basisText(basisOf(book.readAt, line, { countedIn, reopened }))
    await tx
      .updateTable('inv_count_import_variance')
      .set({ basis, snapshot_id: book.snapshotId })
      .where('variance_id', '=', before.variance_id)
      .execute()
  }
}
