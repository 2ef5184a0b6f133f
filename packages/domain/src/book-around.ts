/**
 * What the book said when something was counted, where the backend cannot say what moved: it was read before and after, and between two reads
 * it changed by something at some time.
 */

/** By how much the book changed between two reads that follow each other, both UTC ms. */
export interface BookChange {
  readonly quantityMilli: number
  readonly after: number
  readonly by: number
}

/** The reads next to an instant, and what each said. The same read twice where it was made at that very instant. */
export interface BookAround {
  readonly beforeAt: number
  readonly beforeMilli: number
  readonly afterAt: number
  readonly afterMilli: number
}

/**
 * The reads around `at` by what the last of them held (`readMilli`) and what changed between them. `reads` are all of them in order, the
 * last included. Null where none was made before `at`, or none after: nothing is known then of one side.
 */
export function bookAround(
  readMilli: number,
  changes: Iterable<BookChange>,
  reads: readonly number[],
  at: number,
): BookAround | null {
  const beforeAt = reads.findLast((read) => read <= at)
  const afterAt = reads.find((read) => read >= at)
  if (beforeAt === undefined || afterAt === undefined) return null
  let afterMilli = readMilli
  let between = 0
  for (const change of changes) {
    if (change.after >= afterAt) afterMilli -= change.quantityMilli
    else if (change.after >= beforeAt) between += change.quantityMilli
  }
  return { beforeAt, beforeMilli: afterMilli - between, afterAt, afterMilli }
}

/** From the least to the most that may have been expected; the same twice where the reads agree. */
export function rangeOf({ beforeMilli, afterMilli }: BookAround): {
  readonly lowMilli: number
  readonly highMilli: number
} {
  return { lowMilli: Math.min(beforeMilli, afterMilli), highMilli: Math.max(beforeMilli, afterMilli) }
}

/**
 * What is expected of a line that was counted between two reads: what they agree on, or else what of their range is nearest to what was
 * counted. So a line differs by no more than is certain, and nobody is accused because of a sale.
 */
export function expectedWithin(around: BookAround, countedMilli: number): number {
  const { lowMilli, highMilli } = rangeOf(around)
  return Math.min(highMilli, Math.max(lowMilli, countedMilli))
}
