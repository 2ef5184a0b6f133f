import type { DomainEventType, FacilityId, OrgId } from '@cyclecount/domain'
import type { EngineContext, Tx } from '../context.ts'

/** What happened. `data` is for everybody who is told of the facility, `costs` besides for who may see cost. */
export interface DomainEvent {
  readonly type: DomainEventType
  readonly facilityId: FacilityId
  /** `run/<id>`, `session/<id>`, `proposal/<id>`. */
  readonly subject: string
  readonly data: Readonly<Record<string, unknown>>
  readonly costs?: Readonly<Record<string, unknown>>
}

/**
 * Writes events into the ledger in the caller's transaction: where the change stands, its event stands. They get their numbers afterwards
 * (`numberEvents`), so that nobody waits here for who else writes.
 */
export async function noteEvents(
  ctx: EngineContext,
  tx: Tx,
  orgId: OrgId,
  happened: readonly DomainEvent[],
): Promise<void> {
  if (happened.length === 0) return
  const facilities = await tx
    .selectFrom('facility')
    .select(['facility_id', 'code'])
    .where('facility_id', 'in', [...new Set(happened.map(({ facilityId }) => facilityId))])
    .execute()
  const codeOf = new Map(facilities.map((row) => [row.facility_id, row.code]))
  const rows = happened.map(({ type, facilityId, subject, data, costs }) => ({
    event_id: ctx.newId(),
    org_id: orgId,
    seq: null,
    facility_id: facilityId,
    type,
    subject,
    occurred_at: ctx.now(),
    data: JSON.stringify({ facility: codeOf.get(facilityId), ...data }),
    costs: costs === undefined ? null : JSON.stringify(costs),
  }))
  await ctx.db.rows.insert(tx, 'events', rows)
}
