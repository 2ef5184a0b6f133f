import * as z from 'zod/mini'
import { BlackoutIdSchema, PlanIdSchema } from '../ids.ts'
import { ReasonBody } from '../people.ts'
import { route } from '../route.ts'
import {
  BlackoutBody,
  BlackoutList,
  Occurrences,
  OccurrencesQuery,
  PlanSchedule,
  SaveScheduleBody,
  SchedulePreview,
  SchedulePreviewBody,
  TimeZoneBody,
  TimeZoneChange,
  TimeZoneQuery,
} from '../schedules.ts'
import { facilityParams } from './params.ts'

const planParams = z.object({ planId: PlanIdSchema })

export const scheduleRoutes = {
  schedule: route({
    method: 'GET',
    path: '/api/plans/:planId/schedule',
    tag: 'schedules',
    summary: 'How a plan is repeated, with the next five starts in every time zone',
    access: { by: 'person', capability: 'see-runs', facility: 'resource' },
    params: planParams,
    reply: PlanSchedule,
  }),
  saveSchedule: route({
    method: 'PUT',
    path: '/api/plans/:planId/schedule',
    tag: 'schedules',
    summary: 'Repeat a plan, change how, or pause it; runs that were made stay',
    access: { by: 'person', capability: 'plan-runs', facility: 'resource' },
    params: planParams,
    body: SaveScheduleBody,
    reply: PlanSchedule,
  }),
  previewSchedule: route({
    method: 'POST',
    path: '/api/schedules/preview',
    tag: 'schedules',
    summary: 'A schedule in words, with its next five starts in every time zone; changes nothing',
    access: { by: 'person', capability: 'plan-runs', facility: 'any' },
    body: SchedulePreviewBody,
    reply: SchedulePreview,
  }),
  occurrences: route({
    method: 'GET',
    path: '/api/plans/:planId/occurrences',
    tag: 'schedules',
    summary: 'What became of each start: made, missed and why, left out, in a blackout; newest first',
    access: { by: 'person', capability: 'see-runs', facility: 'resource' },
    params: planParams,
    query: OccurrencesQuery,
    reply: Occurrences,
  }),
  listBlackouts: route({
    method: 'GET',
    path: '/api/blackouts',
    tag: 'schedules',
    summary: 'Days on which no schedule makes a run',
    access: { by: 'person', capability: 'see-runs', facility: 'any' },
    reply: BlackoutList,
  }),
  addBlackout: route({
    method: 'POST',
    path: '/api/blackouts',
    tag: 'schedules',
    summary: 'Name days on which no schedule makes a run, at one facility or all',
    access: { by: 'person', capability: 'plan-runs', facility: 'any' },
    body: BlackoutBody,
    reply: BlackoutList,
  }),
  liftBlackout: route({
    method: 'POST',
    path: '/api/blackouts/:blackoutId/lift',
    tag: 'schedules',
    summary: 'Lift a blackout; what it kept from being made stays so',
    access: { by: 'person', capability: 'plan-runs', facility: 'any' },
    params: z.object({ blackoutId: BlackoutIdSchema }),
    body: ReasonBody,
    reply: BlackoutList,
  }),
  previewTimeZone: route({
    method: 'GET',
    path: '/api/facilities/:facilityId/time-zone',
    tag: 'schedules',
    summary: 'What another time zone would move; changes nothing',
    access: { by: 'person', capability: 'plan-runs', facility: 'param' },
    params: facilityParams,
    query: TimeZoneQuery,
    reply: TimeZoneChange,
  }),
  changeTimeZone: route({
    method: 'POST',
    path: '/api/facilities/:facilityId/time-zone',
    tag: 'schedules',
    summary: 'Change the time zone; windows of runs that have not begun are computed anew from local time',
    access: { by: 'person', capability: 'plan-runs', facility: 'param' },
    params: facilityParams,
    body: TimeZoneBody,
    reply: TimeZoneChange,
  }),
} as const
