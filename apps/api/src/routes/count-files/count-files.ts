import { checkCountFile, takeInCountFile } from '@cyclecount/engine'
import type { Some } from '../handler.ts'

export const countFiles: Some<'checkCountFile' | 'takeInCountFile'> = {
  checkCountFile: (ctx, { actor, params, body }) =>
    checkCountFile(ctx.engine, actor, params.facilityId, body),
  takeInCountFile: (ctx, { actor, params, body }) =>
    takeInCountFile(ctx.engine, actor, params.facilityId, body, ctx.reconciling.wake),
}
