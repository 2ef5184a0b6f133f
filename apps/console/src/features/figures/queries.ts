import { routes, urlOf, type Call, type QueryOf } from '@cyclecount/contract'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'

type Query<Name extends keyof typeof routes> = NonNullable<QueryOf<(typeof routes)[Name]>>
type By<Name extends 'figuresAccuracy' | 'figuresPareto' | 'figuresCoverage' | 'figuresProductivity'> =
  NonNullable<Query<Name>['by']>

/** What figures are asked of. */
export type FiguresFilter = Pick<Query<'figuresAccuracy'>, 'facilityId' | 'runId' | 'days'>
export type FigureTableQuery = Query<'figuresCsv'>

const kept = { placeholderData: keepPreviousData } as const

export const accuracyQuery = (call: Call, filter: FiguresFilter, by: By<'figuresAccuracy'>) =>
  queryOptions({
    queryKey: ['figures', 'accuracy', filter, by],
    queryFn: () => call(routes.figuresAccuracy, { query: { ...filter, by } }),
    ...kept,
  })

export const reasonsQuery = (call: Call, filter: FiguresFilter, currency: string | undefined) =>
  queryOptions({
    queryKey: ['figures', 'reasons', filter, currency],
    queryFn: () => call(routes.figuresReasons, { query: { ...filter, currency } }),
    ...kept,
  })

export const paretoQuery = (
  call: Call,
  filter: FiguresFilter,
  by: By<'figuresPareto'>,
  currency: string | undefined,
) =>
  queryOptions({
    queryKey: ['figures', 'pareto', filter, by, currency],
    queryFn: () => call(routes.figuresPareto, { query: { ...filter, by, currency } }),
    ...kept,
  })

export const coverageQuery = (call: Call, filter: FiguresFilter, by: By<'figuresCoverage'>) =>
  queryOptions({
    queryKey: ['figures', 'coverage', filter, by],
    queryFn: () => {
      const { runId: _, ...asked } = filter
      return call(routes.figuresCoverage, { query: { ...asked, by } })
    },
    ...kept,
  })

export const overdueQuery = (
  call: Call,
  filter: FiguresFilter,
  by: NonNullable<Query<'figuresOverdue'>['by']>,
) =>
  queryOptions({
    queryKey: ['figures', 'overdue', filter.facilityId, by],
    queryFn: () => call(routes.figuresOverdue, { query: { facilityId: filter.facilityId, by } }),
    ...kept,
  })

export const productivityQuery = (call: Call, filter: FiguresFilter, by: By<'figuresProductivity'>) =>
  queryOptions({
    queryKey: ['figures', 'productivity', filter, by],
    queryFn: () => call(routes.figuresProductivity, { query: { ...filter, by } }),
    ...kept,
  })

export const proposalFiguresQuery = (call: Call, filter: FiguresFilter) =>
  queryOptions({
    queryKey: ['figures', 'proposals', filter],
    queryFn: () => call(routes.figuresProposals, { query: filter }),
    ...kept,
  })

/** The addresses of a table as files. */
export function figureTableUrls(query: FigureTableQuery): { readonly csv: string; readonly xlsx: string } {
  return { csv: urlOf(routes.figuresCsv, { query }), xlsx: urlOf(routes.figuresXlsx, { query }) }
}
