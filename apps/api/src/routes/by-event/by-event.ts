import { listByEvent, rotateAnswerSecret, setByEvent, stopByEvent, takeAnswer } from '@cyclecount/engine'
import type { Some } from '../handler.ts'

export const byEvent: Some<
  | 'adjustmentsByEvent'
  | 'setAdjustmentsByEvent'
  | 'rotateAnswerSecret'
  | 'stopAdjustmentsByEvent'
  | 'answerAdjustment'
> = {
  adjustmentsByEvent: (ctx, { actor }) => listByEvent(ctx.engine, actor),
  setAdjustmentsByEvent: (ctx, { actor, params, body }) =>
    setByEvent(ctx.engine, actor, params.facilityId, body),
  rotateAnswerSecret: (ctx, { actor, params }) => rotateAnswerSecret(ctx.engine, actor, params.facilityId),
  stopAdjustmentsByEvent: (ctx, { actor, params, body }) =>
    stopByEvent(ctx.engine, actor, params.facilityId, body.reason),
  answerAdjustment: (ctx, { params, body }) => takeAnswer(ctx.engine, params.facilityId, body),
}
