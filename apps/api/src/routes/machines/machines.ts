import {
  confirmAdjustments,
  createMachine,
  listMachines,
  revokeMachine,
  uploadCount,
  varianceFeed,
} from '@cyclecount/engine'
import type { Some } from '../handler.ts'

export const machines: Some<
  'listMachines' | 'createMachine' | 'revokeMachine' | 'uploadCount' | 'confirmAdjustments' | 'varianceFeed'
> = {
  listMachines: (ctx, { actor }) => listMachines(ctx.engine, actor),
  createMachine: (ctx, { actor, body }) => createMachine(ctx.engine, actor, body),
  revokeMachine: (ctx, { actor, params, body }) =>
    revokeMachine(ctx.engine, actor, { machineId: params.machineId, reason: body.reason }),
  uploadCount: (ctx, { actor, idempotencyKey, body }) =>
    uploadCount(ctx.engine, actor, idempotencyKey, body, ctx.reconciling.wake),
  confirmAdjustments: (ctx, { actor, idempotencyKey, body }) =>
    confirmAdjustments(ctx.engine, actor, idempotencyKey, body),
  varianceFeed: (ctx, { actor, query }) => varianceFeed(ctx.engine, actor, query),
}
