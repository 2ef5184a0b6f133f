import type { FacilityId, Grant, OrgId, PersonId } from '@cyclecount/domain'
import { appendAudit } from '../audit/chain.ts'
import type { EngineContext, Tx } from '../context.ts'

/** What a person may do before and after; both with every role they hold. */
export interface AccessChange {
  readonly personId: PersonId
  readonly before: readonly Grant[]
  readonly after: readonly Grant[]
}

/**
 * Tells the auditor who may do what from now on, in the log of every facility where it differs: a role that holds everywhere is told at each.
 * Nobody signed in gave it: it is the operator's to give, by a command or an import.
 */
export async function tellAccess(
  ctx: Pick<EngineContext, 'now'>,
  tx: Tx,
  orgId: OrgId,
  changes: readonly AccessChange[],
): Promise<void> {
  const facilities = await tx
    .selectFrom('facility')
    .select('facility_id')
    .where('org_id', '=', orgId)
    .execute()
  const at = ctx.now()
  const entries = changes.flatMap(({ personId, ...change }) =>
    facilities.flatMap(({ facility_id: facilityId }) => {
      const before = rolesAt(change.before, facilityId)
      const after = rolesAt(change.after, facilityId)
      if (JSON.stringify(before) === JSON.stringify(after)) return []
      const tag = after.length > before.length ? 'access.granted' : 'access.revoked'
      return [{ facilityId, at, tag, subjectKind: 'person', subjectId: personId, before, after }]
    }),
  )
  await appendAudit(tx, { orgId, personId: null, deviceId: null }, entries)
}

/** Sorted, once per grant: a role may be held here and everywhere. */
function rolesAt(grants: readonly Grant[], facilityId: FacilityId): readonly string[] {
  return grants
    .filter((grant) => grant.facilityId === null || grant.facilityId === facilityId)
    .map(({ role, facilityId: where }) => (where === null ? `${role} everywhere` : role))
    .toSorted()
}
