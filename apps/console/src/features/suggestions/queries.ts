import { routes, type Call, type QueryOf } from '@cyclecount/contract'
import type { FacilityId } from '@cyclecount/domain'
import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query'

export type SuggestionFilter = Omit<NonNullable<QueryOf<typeof routes.suggestions>>, 'cursor'>

/** Everything of suggestions lies under one key. */
export const suggestionsKey = ['suggestions'] as const

export const suggestionsQuery = (call: Call, facilityId: FacilityId, filter: SuggestionFilter) =>
  infiniteQueryOptions({
    queryKey: [...suggestionsKey, facilityId, filter],
    queryFn: ({ pageParam }) =>
      call(routes.suggestions, {
        params: { facilityId },
        query: { ...filter, ...(pageParam === null ? {} : { cursor: pageParam }) },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  })
