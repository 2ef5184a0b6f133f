import { auditPage } from '@cyclecount/engine'
import type { Some } from '../handler.ts'

export const audit: Some<'audit'> = {
  audit: (ctx, { actor, query }) => auditPage(ctx.engine, actor, query),
}
