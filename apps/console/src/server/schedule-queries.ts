import { routes, type BodyOf, type Call, type QueryOf } from '@cyclecount/contract'
import type { FacilityId, PlanId } from '@cyclecount/domain'
import { keepPreviousData, queryOptions, skipToken } from '@tanstack/react-query'

type Preview = BodyOf<typeof routes.previewSchedule>

export const scheduleKeys = {
  all: ['schedules'],
  blackouts: ['blackouts'],
} as const

/** Plans that may be repeated or are: not templates, which are only copied. */
export const plansToRepeatQuery = (call: Call) =>
  queryOptions({
    queryKey: [...scheduleKeys.all, 'plans'],
    queryFn: async () => {
      const { plans } = await call(routes.listPlans, { query: {} })
      return plans.filter(({ status }) => status !== 'template')
    },
  })

export const scheduleQuery = (call: Call, planId: PlanId) =>
  queryOptions({
    queryKey: [...scheduleKeys.all, planId, 'rule'],
    queryFn: () => call(routes.schedule, { params: { planId } }),
  })

export const schedulePreviewQuery = (call: Call, body: Preview | null) =>
  queryOptions({
    queryKey: [...scheduleKeys.all, 'preview', body],
    queryFn: body === null ? skipToken : () => call(routes.previewSchedule, { body }),
    placeholderData: keepPreviousData,
    retry: false,
  })

export const occurrencesQuery = (
  call: Call,
  planId: PlanId,
  query: NonNullable<QueryOf<typeof routes.occurrences>>,
) =>
  queryOptions({
    queryKey: [...scheduleKeys.all, planId, 'occurrences', query],
    queryFn: () => call(routes.occurrences, { params: { planId }, query }),
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  })

export const blackoutsQuery = (call: Call) =>
  queryOptions({ queryKey: scheduleKeys.blackouts, queryFn: () => call(routes.listBlackouts, {}) })

export const timeZonePreviewQuery = (call: Call, facilityId: FacilityId, timeZone: string) =>
  queryOptions({
    queryKey: ['facility', facilityId, 'time-zone', timeZone],
    queryFn: () => call(routes.previewTimeZone, { params: { facilityId }, query: { timeZone } }),
    retry: false,
  })
