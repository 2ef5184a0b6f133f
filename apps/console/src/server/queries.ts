import { routes, type BodyOf, type Call, type QueryOf, type ThreadSubject } from '@cyclecount/contract'
import type {
  FacilityId,
  PlanId,
  PlanStatus,
  ProductId,
  RunId,
  SessionId,
  VarianceId,
  WebhookId,
} from '@cyclecount/domain'
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Server } from './server.ts'

type Query<Name extends keyof typeof routes> = NonNullable<QueryOf<(typeof routes)[Name]>>

export type ReviewFilter = Omit<Query<'review'>, 'cursor' | 'limit'>
export type RunFilter = Query<'listRuns'>
export type SubmissionFilter = Omit<Query<'submissions'>, 'cursor'>
export type BoardAsked = Query<'board'>
export type ProposalFilter = Omit<Query<'proposals'>, 'cursor'>

/** Lines asked for at once in the review. */
export const REVIEW_PAGE = 200

/** Everything of a run lies under one key, so that a decision or the live stream makes all of it stale at once. */
export const keys = {
  me: ['me'],
  runs: ['runs'],
  plans: ['plans'],
  itemSets: ['item-sets'],
  run: (runId: RunId) => ['run', runId],
  review: (runId: RunId) => ['run', runId, 'review'],
  progress: (runId: RunId) => ['run', runId, 'progress'],
  variances: ['variance'],
  proposals: ['proposals'],
  backends: ['backends'],
  submissions: ['submissions'],
  reasons: ['reasons'],
  stock: ['stock'],
  devices: ['devices'],
  machines: ['machines'],
  webhooks: ['webhooks'],
  byEvent: ['by-event'],
  hints: ['hints'],
  rules: ['rules'],
  inbox: ['inbox'],
  threads: ['thread'],
  board: ['board'],
  boardChanges: ['board-changes'],
  drafting: ['drafting'],
  availability: ['availability'],
} as const

export const meQuery = (call: Call) =>
  queryOptions({ queryKey: keys.me, queryFn: () => call(routes.me, {}), staleTime: 300_000 })

export const runsQuery = (call: Call, filter: RunFilter) =>
  queryOptions({
    queryKey: [...keys.runs, filter],
    queryFn: () => call(routes.listRuns, { query: filter }),
    placeholderData: keepPreviousData,
  })

export const plansQuery = (call: Call, status: PlanStatus | undefined) =>
  queryOptions({
    queryKey: [...keys.plans, 'list', status ?? null],
    queryFn: () => call(routes.listPlans, { query: status === undefined ? {} : { status } }),
    placeholderData: keepPreviousData,
  })

export const planQuery = (call: Call, planId: PlanId) =>
  queryOptions({
    queryKey: [...keys.plans, planId],
    queryFn: () => call(routes.plan, { params: { planId } }),
  })

export const planChoicesQuery = (call: Call) =>
  queryOptions({
    queryKey: ['plan-choices'],
    queryFn: () => call(routes.planChoices, {}),
    staleTime: 60_000,
  })

export const itemSetsQuery = (call: Call) =>
  queryOptions({ queryKey: keys.itemSets, queryFn: () => call(routes.listItemSets, {}) })

/** What a plan comes to. Two that say the same are one question. */
export const previewQuery = (call: Call, body: BodyOf<typeof routes.previewItems>) =>
  queryOptions({
    queryKey: [...keys.plans, 'preview', body],
    queryFn: () =>
      call(routes.previewItems, { body: { itemSet: body.itemSet, facilities: body.facilities } }),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    retry: false,
  })

export const parametersQuery = (
  call: Call,
  facilityId: FacilityId,
  countType: 'HARD_COUNT' | 'DIRECTED_COUNT',
) =>
  queryOptions({
    queryKey: [...keys.rules, 'parameters', facilityId, countType],
    queryFn: () => call(routes.parameters, { params: { facilityId }, query: { countType } }),
  })

export const runQuery = (call: Call, runId: RunId) =>
  queryOptions({
    queryKey: [...keys.run(runId), 'detail'],
    queryFn: () => call(routes.run, { params: { runId } }),
  })

export const progressQuery = (call: Call, runId: RunId) =>
  queryOptions({
    queryKey: keys.progress(runId),
    queryFn: () => call(routes.progress, { params: { runId } }),
  })

export const facilityQuery = (call: Call, facilityId: FacilityId) =>
  queryOptions({
    queryKey: ['facility', facilityId],
    queryFn: () => call(routes.facility, { params: { facilityId } }),
    staleTime: 60_000,
  })

export const productsQuery = (call: Call, q: string, facilityId: FacilityId | null) =>
  queryOptions({
    queryKey: ['products', facilityId, q],
    queryFn: () =>
      call(routes.searchProducts, {
        query: { q, limit: '20', ...(facilityId === null ? {} : { facilityId }) },
      }),
    enabled: q !== '',
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })

export const historyQuery = (call: Call, runId: RunId, sessionId: SessionId) =>
  queryOptions({
    queryKey: [...keys.run(runId), 'history', sessionId],
    queryFn: () => call(routes.sessionHistory, { params: { sessionId } }),
  })

/** The first page, with the totals of all lines that match. */
export const reviewQuery = (call: Call, runId: RunId, filter: ReviewFilter) =>
  queryOptions({ ...reviewPageQuery(call, runId, filter, 0), placeholderData: keepPreviousData })

/** The lines of one page of the review, wherever in the list it is; the first is 0. */
export const reviewPageQuery = (call: Call, runId: RunId, filter: ReviewFilter, page: number) =>
  queryOptions({
    queryKey: [...keys.review(runId), filter, page],
    queryFn: () =>
      call(routes.review, {
        params: { runId },
        query: {
          ...filter,
          limit: `${REVIEW_PAGE}`,
          ...(page === 0 ? {} : { cursor: `${page * REVIEW_PAGE}` }),
        },
      }),
  })

/** When on-hand was read, and how many lines that differ wait for a decision. */
export const reviewHeadQuery = (call: Call, runId: RunId) =>
  queryOptions({
    queryKey: [...keys.review(runId), 'head'],
    queryFn: async () => {
      const { readAt, totals } = await call(routes.review, {
        params: { runId },
        query: { limit: '1', status: 'open', show: 'differing' },
      })
      return { readAt, waiting: totals?.lines ?? 0 }
    },
  })

export const skuTotalsQuery = (call: Call, runId: RunId) =>
  infiniteQueryOptions({
    queryKey: [...keys.run(runId), 'sku-totals'],
    queryFn: ({ pageParam }) =>
      call(routes.skuTotals, { params: { runId }, query: pageParam === null ? {} : { cursor: pageParam } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  })

export const varianceQuery = (call: Call, varianceId: VarianceId) =>
  queryOptions({
    queryKey: [...keys.variances, varianceId],
    queryFn: () => call(routes.variance, { params: { varianceId } }),
    refetchInterval: ({ state }) =>
      lookForPhotos(state.data?.timeline.filter((entry) => entry.what === 'scan')),
  })

export const reasonsQuery = (call: Call) =>
  queryOptions({ queryKey: keys.reasons, queryFn: () => call(routes.reasons, {}), staleTime: 600_000 })

export const unknownCodesQuery = (call: Call, runId: RunId) =>
  queryOptions({
    queryKey: [...keys.run(runId), 'unknown-codes'],
    queryFn: () => call(routes.unknownCodes, { params: { runId } }),
    refetchInterval: ({ state }) => lookForPhotos(state.data?.codes),
  })

/** A photo that is on its way changes no figure, so that the live stream does not tell of it. */
function lookForPhotos(
  shown: readonly { readonly photos: readonly { readonly arrived: boolean }[] }[] | undefined,
): number | false {
  return shown?.some(({ photos }) => photos.some(({ arrived }) => !arrived)) ? 5_000 : false
}

/** What a photo is called is what it holds: it is fetched once. */
export const photoQuery = (server: Server, facilityId: FacilityId, sha256: string) =>
  queryOptions({
    queryKey: ['photo', facilityId, sha256],
    queryFn: () => server.photo(facilityId, sha256),
    staleTime: Infinity,
  })

export const lateScansQuery = (call: Call, runId: RunId) =>
  queryOptions({
    queryKey: [...keys.run(runId), 'late-scans'],
    queryFn: () => call(routes.lateScans, { params: { runId } }),
  })

export const setAsideQuery = (call: Call, runId: RunId) =>
  queryOptions({
    queryKey: [...keys.run(runId), 'set-aside'],
    queryFn: () => call(routes.setAside, { params: { runId } }),
  })

export const recountsQuery = (call: Call, runId: RunId) =>
  queryOptions({
    queryKey: [...keys.run(runId), 'recounts'],
    queryFn: () => call(routes.recounts, { params: { runId } }),
  })

export const checklistQuery = (call: Call, runId: RunId) =>
  queryOptions({
    queryKey: [...keys.run(runId), 'checklist'],
    queryFn: () => call(routes.checklist, { params: { runId } }),
  })

export const submissionsQuery = (call: Call, filter: SubmissionFilter) =>
  infiniteQueryOptions({
    queryKey: [...keys.submissions, filter],
    queryFn: ({ pageParam }) =>
      call(routes.submissions, {
        query: { ...filter, ...(pageParam === null ? {} : { cursor: pageParam }) },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  })

export const offsetsQuery = (call: Call, runId: RunId) =>
  queryOptions({
    queryKey: [...keys.review(runId), 'offsets'],
    queryFn: () => call(routes.offsets, { params: { runId } }),
  })

export const reasonSettingsQuery = (call: Call) =>
  queryOptions({
    queryKey: ['reason-settings'],
    queryFn: () => call(routes.reasonSettings, {}),
    // What somebody is editing is not put under their hands anew.
    refetchOnWindowFocus: false,
  })

export const runSubmissionsQuery = (call: Call, runId: RunId) =>
  queryOptions({
    queryKey: [...keys.run(runId), 'submissions'],
    queryFn: () => call(routes.runSubmissions, { params: { runId } }),
  })

export const proposalsQuery = (call: Call, filter: ProposalFilter) =>
  infiniteQueryOptions({
    queryKey: [...keys.proposals, filter],
    queryFn: ({ pageParam }) =>
      call(routes.proposals, { query: { ...filter, ...(pageParam === null ? {} : { cursor: pageParam }) } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  })

export const backendsQuery = (call: Call) =>
  queryOptions({ queryKey: keys.backends, queryFn: () => call(routes.backends, {}), refetchInterval: 20_000 })

export const stockQuery = (call: Call, facilityId: FacilityId, q: string) =>
  infiniteQueryOptions({
    queryKey: [...keys.stock, facilityId, 'list', q],
    queryFn: ({ pageParam }) =>
      call(routes.stock, {
        params: { facilityId },
        query: { ...(q === '' ? {} : { q }), ...(pageParam === null ? {} : { cursor: pageParam }) },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  })

/** `asOf` in UTC ms, null for now. */
export const stockCardQuery = (
  call: Call,
  facilityId: FacilityId,
  productId: ProductId,
  asOf: number | null,
) =>
  infiniteQueryOptions({
    queryKey: [...keys.stock, facilityId, 'card', productId, asOf],
    queryFn: ({ pageParam }) =>
      call(routes.stockCard, {
        params: { facilityId, productId },
        query: {
          ...(asOf === null ? {} : { asOf: String(asOf) }),
          ...(pageParam === null ? {} : { cursor: pageParam }),
        },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  })

export const skuLookupQuery = (call: Call, sku: string) =>
  queryOptions({
    queryKey: [...keys.stock, 'sku', sku],
    queryFn: () => call(routes.skuLookup, { query: { sku } }),
    enabled: sku !== '',
  })

export const auditQuery = (call: Call, facilityId: FacilityId, subjectId: string) =>
  infiniteQueryOptions({
    queryKey: ['audit', facilityId, subjectId],
    queryFn: ({ pageParam }) =>
      call(routes.audit, {
        query: {
          facilityId,
          ...(subjectId === '' ? {} : { subjectId }),
          ...(pageParam === null ? {} : { cursor: pageParam }),
        },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  })

export const rulesQuery = (call: Call) =>
  queryOptions({ queryKey: keys.rules, queryFn: () => call(routes.rules, {}) })

export const devicesQuery = (call: Call) =>
  queryOptions({ queryKey: keys.devices, queryFn: () => call(routes.listDevices, {}) })

export const machinesQuery = (call: Call) =>
  queryOptions({ queryKey: keys.machines, queryFn: () => call(routes.listMachines, {}) })

export const webhooksQuery = (call: Call) =>
  queryOptions({ queryKey: keys.webhooks, queryFn: () => call(routes.listWebhooks, {}) })

export const hintsQuery = (call: Call) =>
  queryOptions({ queryKey: keys.hints, queryFn: () => call(routes.stockHints, {}) })

export const byEventQuery = (call: Call) =>
  queryOptions({ queryKey: keys.byEvent, queryFn: () => call(routes.adjustmentsByEvent, {}) })

export const webhookAttemptsQuery = (call: Call, webhookId: WebhookId) =>
  queryOptions({
    queryKey: [...keys.webhooks, webhookId],
    queryFn: () => call(routes.webhookAttempts, { params: { webhookId } }),
  })

export const decisionChainQuery = (call: Call, runId: RunId) =>
  infiniteQueryOptions({
    queryKey: [...keys.run(runId), 'decision-chain'],
    queryFn: ({ pageParam }) =>
      call(routes.decisionChain, {
        params: { runId },
        query: pageParam === null ? {} : { cursor: pageParam },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  })

/** What is drafted on it is kept as it is drafted: it is not asked for anew while somebody drafts. */
export const boardQuery = (call: Call, asked: BoardAsked) =>
  queryOptions({
    queryKey: [...keys.board, asked],
    queryFn: () => call(routes.board, { query: asked }),
    staleTime: 60_000,
    refetchOnWindowFocus: false,
  })

export const availabilityQuery = (call: Call) =>
  queryOptions({ queryKey: keys.availability, queryFn: () => call(routes.availability, {}) })

export const boardChangesQuery = (call: Call, asked: BoardAsked) =>
  queryOptions({
    queryKey: [...keys.boardChanges, asked],
    queryFn: () => call(routes.boardChanges, { query: asked }),
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
  })

/** Told by its stream while the page is in view. */
export const inboxQuery = (call: Call) =>
  queryOptions({ queryKey: keys.inbox, queryFn: () => call(routes.inbox, {}), staleTime: 60_000 })

export const threadQuery = (call: Call, subject: ThreadSubject, subjectId: string) =>
  queryOptions({
    queryKey: [...keys.threads, subject, subjectId],
    queryFn: () => call(routes.thread, { params: { subject, subjectId } }),
    refetchInterval: 10_000,
  })
