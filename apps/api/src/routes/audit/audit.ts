import type { FacilityId } from '@cyclecount/domain'
import { auditPage, exportAudit, mirroredPlace, verifyAudit, type Actor } from '@cyclecount/engine'
import type { ApiContext } from '../../context.ts'
import { readAnchors } from '../../anchors/anchors.ts'
import type { Some } from '../handler.ts'

export const audit: Some<'audit' | 'auditVerdict' | 'auditExport'> = {
  audit: async (ctx, { actor, query }) => {
    await findFacility(ctx, actor, query.facilityId)
    return auditPage(ctx.engine, actor, query)
  },
  auditVerdict: async (ctx, { actor, params: { facilityId } }) => {
    await findFacility(ctx, actor, facilityId)
    const { anchors } = await readAnchors(ctx.config)
    const verdict = await verifyAudit(ctx.engine, facilityId, anchors)
    return verdict.kind === 'whole'
      ? { rows: verdict.rows, hash: verdict.rows === 0 ? null : verdict.hash, broken: null }
      : { rows: verdict.rows, hash: null, broken: { seq: verdict.seq, message: verdict.message } }
  },
  auditExport: async function* (ctx, { actor, params }) {
    await findFacility(ctx, actor, params.facilityId)
    yield* exportAudit(ctx.engine, actor, params)
  },
}

/** Who may see every facility may see every one of their own org. */
async function findFacility(ctx: ApiContext, actor: Actor, facilityId: FacilityId): Promise<void> {
  await mirroredPlace(ctx.engine, actor, facilityId)
}
