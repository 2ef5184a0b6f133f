import { auditRows } from '../audit/export-audit.ts'
import type { EngineContext } from '../context.ts'
import type { FacilityCount } from '../reconcile/facility-count.ts'

/** The audit log of the facility from the beginning of the run to now, without a gap: each row's seal covers the one before. */
export function auditExcerpt(ctx: EngineContext, count: FacilityCount): AsyncGenerator<string> {
  const from = async function* () {
    yield* auditRows(ctx, count.orgId, count.facilityId, (await logStart(ctx, count)) - 1)
  }
  return from()
}

/** The first row of the log that was written since the run was planned. */
export async function logStart(ctx: EngineContext, count: FacilityCount): Promise<number> {
  const row = await ctx.db.read
    .selectFrom('reflexion_log')
    .select((eb) => eb.fn.min<number | null>('seq').as('seq'))
    .where('facility_id', '=', count.facilityId)
    .where('at', '>=', count.createdAt)
    .executeTakeFirst()
  return row?.seq ?? 1
}
