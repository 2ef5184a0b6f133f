import type { Review, Variance } from '@cyclecount/contract'
import { useQueries, useQueryClient } from '@tanstack/react-query'
import { useSettled } from '../../parts/use-settled.ts'
import { useCall } from '../../server/context.tsx'
import { REVIEW_PAGE, reviewPageQuery, type ReviewFilter } from '../../server/queries.ts'
import { useRun } from '../run/run-context.ts'
import { pagesBetween, pagesInView } from './pages.ts'

/** The lines of a list of any length by their place in it; those that are looked at are fetched, and no others. */
export interface LinesAt {
  /** Undefined until it has been fetched. */
  readonly line: (index: number) => Variance | undefined
  /** Those at hand of the pages in view, in their order. */
  readonly near: readonly Variance[]
  /** All between two places, both included, in their order; what is not at hand is fetched. */
  readonly between: (one: number, other: number) => Promise<readonly Variance[]>
  /** Of one of those near; −1 for others. */
  readonly placeOf: (line: string) => number
  readonly isFetching: boolean
  readonly error: unknown
  readonly retry: () => void
}

/** Who drags the scroll bar passes many pages: those are fetched where they stop. */
const STOPPED_MS = 80

export interface ListInView {
  /** The first page. */
  readonly head: Review
  readonly filter: ReviewFilter
  readonly count: number
  /** The places in view. */
  readonly first: number
  readonly last: number
}

export function useLinesAt({ head, filter, count, first, last }: ListInView): LinesAt {
  const call = useCall()
  const { runId } = useRun()
  const queries = useQueryClient()
  const query = (number: number) => reviewPageQuery(call, runId, filter, number)
  const wanted = useSettled(pagesInView(first, last, count, REVIEW_PAGE).join(' '), STOPPED_MS)
  const pages = wanted.split(' ').map(Number)
  const fetching = useQueries({
    queries: pages.filter((number) => number > 0).map(query),
    combine: (results) => ({
      isFetching: results.some((result) => result.isFetching),
      error: results.find((result) => result.error !== null)?.error ?? null,
      retry: () => void Promise.all(results.map((result) => result.refetch())),
    }),
  })
  function page(number: number): readonly Variance[] {
    return number === 0 ? head.lines : (queries.getQueryData(query(number).queryKey)?.lines ?? [])
  }
  return {
    ...fetching,
    line: (index) => page(Math.floor(index / REVIEW_PAGE))[index % REVIEW_PAGE],
    near: pages.flatMap(page),
    placeOf(line) {
      for (const number of pages) {
        const at = page(number).findIndex(({ varianceId }) => varianceId === line)
        if (at >= 0) return number * REVIEW_PAGE + at
      }
      return -1
    },
    async between(one, other) {
      const [from, to] = [Math.min(one, other), Math.max(one, other)]
      const numbers = pagesBetween(from, to, REVIEW_PAGE)
      const read = await Promise.all(
        numbers.map(async (number) =>
          number === 0 ? head.lines : (await queries.ensureQueryData(query(number))).lines,
        ),
      )
      const before = (numbers[0] ?? 0) * REVIEW_PAGE
      return read.flat().slice(from - before, to - before + 1)
    },
  }
}
