import {
  isAllowed,
  type FacilityId,
  type Grant,
  type OrgId,
  type PersonId,
  type Role,
} from '@cyclecount/domain'
import type { EngineContext } from '../context.ts'

/** Those of the people who may count at the facility; with `roles`, by one of these. */
export async function whoMayCount(
  ctx: EngineContext,
  at: { readonly orgId: OrgId; readonly facilityId: FacilityId },
  people: readonly PersonId[],
  roles: readonly Role[] | null = null,
): Promise<ReadonlySet<PersonId>> {
  const grants = await ctx.db.read
    .selectFrom('role_grant as g')
    .innerJoin('person as p', 'p.person_id', 'g.person_id')
    .select(['g.person_id', 'g.role', 'g.facility_id'])
    .where('g.org_id', '=', at.orgId)
    .where('p.left_at', 'is', null)
    .where('g.person_id', 'in', people)
    .execute()
  const mayCount = (personId: PersonId) =>
    isAllowed(
      grants
        .filter((row) => row.person_id === personId && (roles === null || roles.includes(row.role)))
        .map((row): Grant => ({ role: row.role, facilityId: row.facility_id })),
      'count',
      at.facilityId,
    )
  return new Set(people.filter(mayCount))
}
