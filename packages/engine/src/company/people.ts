import type { Grant, OrgId, PersonId } from '@cyclecount/domain'
import type { EngineContext } from '../context.ts'
import { tellAccess, type AccessChange } from './tell-access.ts'

export interface NewPerson {
  readonly issuer: string
  readonly subject: string
  readonly name: string
  readonly grants: readonly Grant[]
}

/** Makes people known with their grants, and tells the auditor of those. Who is known already keeps id and grants; their name is brought up to date. */
export async function addPeople(
  ctx: EngineContext,
  orgId: OrgId,
  people: readonly NewPerson[],
): Promise<readonly PersonId[]> {
  return ctx.db.write(async (tx) => {
    const ids: PersonId[] = []
    const given: AccessChange[] = []
    for (const { issuer, subject, name, grants } of people) {
      const known = await tx
        .selectFrom('person')
        .select('person_id')
        .where('issuer', '=', issuer)
        .where('subject', '=', subject)
        .executeTakeFirst()
      const personId = known?.person_id ?? ctx.newId<PersonId>()
      ids.push(personId)
      if (!known) {
        const row = { person_id: personId, org_id: orgId }
        await tx
          .insertInto('person')
          .values({ ...row, issuer, subject, created_at: ctx.now(), left_at: null })
          .execute()
        given.push({ personId, before: [], after: grants })
        for (const { role, facilityId } of grants) {
          await tx
            .insertInto('role_grant')
            .values({ ...row, grant_id: ctx.newId(), role, facility_id: facilityId })
            .execute()
        }
      }
      await tx
        .insertInto('person_profile')
        .values({ person_id: personId, org_id: orgId, display_name: name })
        .onConflict((conflict) => conflict.column('person_id').doUpdateSet({ display_name: name }))
        .execute()
    }
    await tellAccess(ctx, tx, orgId, given)
    return ids
  })
}
