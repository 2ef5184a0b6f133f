import { reasonSettings, saveReasons } from '@cyclecount/engine'
import type { Some } from '../handler.ts'

export const reasons: Some<'reasonSettings' | 'saveReasons'> = {
  reasonSettings: (ctx, { actor }) => reasonSettings(ctx.engine, actor),
  saveReasons: (ctx, { actor, body }) => saveReasons(ctx.engine, actor, body),
}
