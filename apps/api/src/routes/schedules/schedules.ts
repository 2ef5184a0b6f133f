import {
  addBlackout,
  blackoutList,
  changeTimeZone,
  liftBlackout,
  occurrenceList,
  planSchedule,
  previewSchedule,
  previewTimeZone,
  saveSchedule,
} from '@cyclecount/engine'
import type { Some } from '../handler.ts'

export const schedules: Some<
  | 'schedule'
  | 'saveSchedule'
  | 'previewSchedule'
  | 'occurrences'
  | 'listBlackouts'
  | 'addBlackout'
  | 'liftBlackout'
  | 'previewTimeZone'
  | 'changeTimeZone'
> = {
  schedule: (ctx, { actor, params }) => planSchedule(ctx.engine, actor, params.planId),
  saveSchedule: (ctx, { actor, params, body }) => saveSchedule(ctx.engine, actor, params.planId, body),
  previewSchedule: (ctx, { actor, body }) => previewSchedule(ctx.engine, actor, body),
  occurrences: (ctx, { actor, params, query }) => occurrenceList(ctx.engine, actor, params.planId, query),
  listBlackouts: (ctx, { actor }) => blackoutList(ctx.engine, actor),
  addBlackout: (ctx, { actor, body }) => addBlackout(ctx.engine, actor, body),
  liftBlackout: (ctx, { actor, params, body }) =>
    liftBlackout(ctx.engine, actor, { blackoutId: params.blackoutId, reason: body.reason }),
  previewTimeZone: (ctx, { actor, params, query }) =>
    previewTimeZone(ctx.engine, actor, params.facilityId, query.timeZone),
  changeTimeZone: (ctx, { actor, params, body }) =>
    changeTimeZone(ctx.engine, actor, params.facilityId, body),
}
