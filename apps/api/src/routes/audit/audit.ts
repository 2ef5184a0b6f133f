import { auditPage, mirroredPlace } from '@cyclecount/engine'
import type { Some } from '../handler.ts'

export const audit: Some<'audit'> = {
  audit: async (ctx, { actor, query }) => {
    // Who may see every facility may see every one of their own org.
    await mirroredPlace(ctx.engine, actor, query.facilityId)
    return auditPage(ctx.engine, actor, query)
  },
}
