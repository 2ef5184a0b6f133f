import { routes, type Call, type Variance } from '@cyclecount/contract'
import type { RunId, VarianceId } from '@cyclecount/domain'
import type { ReviewFilter } from '../../server/queries.ts'
import { MOST_LINES, whyNot } from './chosen-lines.ts'

/** Every line that matches the filter and may be chosen, on the screen or not; as many as one decision may hold. */
export async function allMatching(
  call: Call,
  runId: RunId,
  filter: ReviewFilter,
): Promise<ReadonlyMap<VarianceId, Variance>> {
  const found = new Map<VarianceId, Variance>()
  let cursor: string | null = null
  do {
    const page: Awaited<ReturnType<typeof pageAfter>> = await pageAfter(call, runId, filter, cursor)
    for (const line of page.lines) {
      if (whyNot(line) === null && found.size < MOST_LINES) found.set(line.varianceId, line)
    }
    cursor = page.next
  } while (cursor !== null && found.size < MOST_LINES)
  return found
}

function pageAfter(call: Call, runId: RunId, filter: ReviewFilter, cursor: string | null) {
  return call(routes.review, {
    params: { runId },
    query: { ...filter, limit: '500', ...(cursor === null ? {} : { cursor }) },
  })
}
