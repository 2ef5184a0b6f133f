import type { FacilityId, OrgId } from '@cyclecount/domain'
import type { EngineContext } from '../context.ts'

/** What a facility's chain had come to: its last row and that row's hash in hex, at an instant in UTC ms. Kept outside the database. */
export interface AuditAnchor {
  readonly at: number
  readonly orgId: OrgId
  readonly facilityId: FacilityId
  readonly seq: number
  readonly hash: string
}

/** The ends of all chains now. Who changes the database and has no hand on where these are kept cannot rewrite what is before them. */
export async function auditAnchors(ctx: Pick<EngineContext, 'db' | 'now'>): Promise<readonly AuditAnchor[]> {
  const heads = await ctx.db.read
    .selectFrom('audit_head')
    .select(['org_id', 'facility_id', 'last_seq', 'last_hash'])
    .where('last_seq', '>', 0)
    .orderBy('facility_id')
    .execute()
  const at = ctx.now()
  return heads.map((head) => ({
    at,
    orgId: head.org_id,
    facilityId: head.facility_id,
    seq: head.last_seq,
    hash: Buffer.from(head.last_hash).toString('hex'),
  }))
}
