import type { BackendId, FacilityId, OrgId } from '@cyclecount/domain'
import type { EngineContext, Tx } from '../context.ts'
import { transact } from '../transact.ts'

/** One backend at one facility: what is delivered there goes in order, by one writer at a time. */
export interface Lane {
  readonly backendId: BackendId
  readonly facilityId: FacilityId
  readonly orgId: OrgId
}

/** A lane that is ours until the lease ends. The token only grows: an older holder's writes are refused. */
export interface HeldLane extends Lane {
  readonly token: number
}

/** Lanes whose next delivery is due, of backends that are not paused. */
export async function dueLanes(ctx: EngineContext): Promise<readonly Lane[]> {
  // Of each lane only the first that is due is looked at: after a large count every line of it waits, and this is asked each second.
  const rows = await ctx.db.read
    .selectFrom('facility as f')
    .innerJoin('backend as b', 'b.org_id', 'f.org_id')
    .select(['b.backend_id', 'f.facility_id', 'f.org_id'])
    .where('b.status', '=', 'active')
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('delivery as d')
          .select('d.delivery_id')
          .whereRef('d.backend_id', '=', 'b.backend_id')
          .whereRef('d.facility_id', '=', 'f.facility_id')
          .where('d.state', '=', 'waiting')
          .where('d.next_at', '<=', ctx.now()),
      ),
    )
    .execute()
  return rows.map((row) => ({ backendId: row.backend_id, facilityId: row.facility_id, orgId: row.org_id }))
}

interface Lease {
  readonly owner: string
  readonly ms: number
}

/** Takes the lane unless somebody else holds it; null where they do. */
export async function takeLane(ctx: EngineContext, lane: Lane, lease: Lease): Promise<HeldLane | null> {
  return transact(ctx, (tx) => claimLane(ctx, tx, lane, lease))
}

/** The same within a transaction, until whose end nobody else takes it either. */
export async function claimLane(
  ctx: EngineContext,
  tx: Tx,
  lane: Lane,
  lease: Lease,
): Promise<HeldLane | null> {
  await tx
    .insertInto('delivery_lane')
    .values({
      backend_id: lane.backendId,
      facility_id: lane.facilityId,
      org_id: lane.orgId,
      lease_owner: null,
      lease_until: 0,
      fencing_token: 0,
    })
    .onConflict((conflict) => conflict.columns(['backend_id', 'facility_id']).doNothing())
    .execute()
  const taken = await tx
    .updateTable('delivery_lane')
    .set((eb) => ({
      lease_owner: lease.owner,
      lease_until: ctx.now() + lease.ms,
      fencing_token: eb('fencing_token', '+', 1),
    }))
    .where('backend_id', '=', lane.backendId)
    .where('facility_id', '=', lane.facilityId)
    .where((eb) =>
      eb.or([
        eb('lease_owner', 'is', null),
        eb('lease_owner', '=', lease.owner),
        eb('lease_until', '<=', ctx.now()),
      ]),
    )
    .returning('fencing_token')
    .executeTakeFirst()
  return taken ? { ...lane, token: taken.fencing_token } : null
}

/** Whether the lane is still ours; renews the lease. First in every transaction that writes for the lane, so that it locks it. */
export async function keepLane(tx: Tx, lane: HeldLane, until: number): Promise<boolean> {
  const kept = await tx
    .updateTable('delivery_lane')
    .set({ lease_until: until })
    .where('backend_id', '=', lane.backendId)
    .where('facility_id', '=', lane.facilityId)
    .where('fencing_token', '=', lane.token)
    .returning('fencing_token')
    .executeTakeFirst()
  return kept !== undefined
}

/** Gives the lane back, so that nobody waits for the lease to end. */
export async function leaveLane(ctx: EngineContext, lane: HeldLane): Promise<void> {
  await transact(ctx, (tx) =>
    tx
      .updateTable('delivery_lane')
      .set({ lease_owner: null, lease_until: 0 })
      .where('backend_id', '=', lane.backendId)
      .where('facility_id', '=', lane.facilityId)
      .where('fencing_token', '=', lane.token)
      .execute(),
  )
}
