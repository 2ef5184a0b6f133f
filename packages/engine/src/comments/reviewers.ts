import { isAllowed, type FacilityId, type Grant, type OrgId, type PersonId } from '@cyclecount/domain'
import type { EngineContext } from '../context.ts'

/** Everybody who reviews at the facility and has not left: who reads its threads, and so may be named in them. By name. */
export async function reviewersAt(
  ctx: EngineContext,
  at: { readonly orgId: OrgId; readonly facilityId: FacilityId },
): Promise<readonly { readonly personId: PersonId; readonly name: string }[]> {
  const rows = await ctx.db.read
    .selectFrom('role_grant as g')
    .innerJoin('person as p', 'p.person_id', 'g.person_id')
    .innerJoin('person_profile as pp', 'pp.person_id', 'g.person_id')
    .select(['g.person_id', 'g.role', 'g.facility_id', 'pp.display_name'])
    .where('g.org_id', '=', at.orgId)
    .where('p.left_at', 'is', null)
    .where((eb) => eb.or([eb('g.facility_id', 'is', null), eb('g.facility_id', '=', at.facilityId)]))
    .execute()
  return [...Map.groupBy(rows, (row) => row.person_id)]
    .filter(([, held]) =>
      isAllowed(
        held.map((row): Grant => ({ role: row.role, facilityId: row.facility_id })),
        'review',
        at.facilityId,
      ),
    )
    .map(([personId, held]) => ({ personId, name: held[0]?.display_name ?? '' }))
    .toSorted((a, b) => a.name.localeCompare(b.name))
}
