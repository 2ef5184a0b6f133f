import type { ReviewSearch } from '../../app/searches.ts'
import type { ReviewFilter } from '../../server/queries.ts'

export type ReviewSort = NonNullable<ReviewFilter['sort']>

export const countedStates = ['counted', 'confirmed-empty', 'not-found', 'unknown-code'] as const

export const verdicts = ['recount', 'automatic', 'person'] as const

/** What the address asks of the server. It names only what differs from the usual: open lines that differ, dearest first. */
export function filterOf(search: ReviewSearch): ReviewFilter {
  const q = search.q?.trim() ?? ''
  return {
    status: search.status ?? 'open',
    show: search.show ?? 'differing',
    sort: search.sort ?? 'value',
    ...(search.state === undefined ? {} : { state: search.state }),
    ...(search.verdict === undefined ? {} : { verdict: search.verdict }),
    ...(q === '' ? {} : { q }),
  }
}

type Change = { readonly [Key in keyof ReviewFilter]?: ReviewFilter[Key] | undefined }

/** The address with these changes; the usual is left out of it. */
export function searchWith(search: ReviewSearch, change: Change): ReviewSearch {
  const next = { ...filterOf(search), ...change }
  return {
    view: search.view,
    line: search.line,
    status: next.status === 'open' ? undefined : next.status,
    show: next.show === 'differing' ? undefined : next.show,
    sort: next.sort === 'value' ? undefined : next.sort,
    state: next.state,
    verdict: next.verdict,
    q: next.q === '' ? undefined : next.q,
  }
}

/** Whether anything but the usual is asked for, besides the order. */
export function isFiltered(search: ReviewSearch): boolean {
  return (
    search.status !== undefined ||
    search.show !== undefined ||
    search.state !== undefined ||
    search.verdict !== undefined ||
    (search.q ?? '') !== ''
  )
}
