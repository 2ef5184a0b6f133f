import { routes, type Call, type QueryOf } from '@cyclecount/contract'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'

type AccuracyQuery = NonNullable<QueryOf<typeof routes.figuresAccuracy>>

/** What figures are asked of. */
export type FiguresFilter = Pick<AccuracyQuery, 'facilityId' | 'runId' | 'days'>

export const accuracyQuery = (call: Call, filter: FiguresFilter, by: NonNullable<AccuracyQuery['by']>) =>
  queryOptions({
    queryKey: ['figures', 'accuracy', filter, by],
    queryFn: () => call(routes.figuresAccuracy, { query: { ...filter, by } }),
    placeholderData: keepPreviousData,
  })
