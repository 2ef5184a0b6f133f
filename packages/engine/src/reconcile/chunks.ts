import { setImmediate } from 'node:timers/promises'

/** Slices of at most `size`. */
export function chunksOf<T>(rows: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, index) =>
    rows.slice(index * size, (index + 1) * size),
  )
}

/** Runs slice after slice and lets waiting requests in between, so that long work does not hold up scans. */
export async function eachChunk<T>(
  rows: readonly T[],
  size: number,
  work: (chunk: readonly T[]) => Promise<void>,
): Promise<void> {
  for (const chunk of chunksOf(rows, size)) {
    await work(chunk)
    await setImmediate()
  }
}
