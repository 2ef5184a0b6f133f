import type { Grant, OrgId, PersonId, Role } from '@cyclecount/domain'
import type { EngineContext } from '../context.ts'
import { addPeople } from './people.ts'
import { say } from '../words/say.ts'

export interface AccessWanted {
  readonly issuer: string
  readonly subject: string
  readonly name: string
  readonly role: Role
  /** Null: at every facility. */
  readonly facilityCode: string | null
}

export type AccessGiven =
  | { readonly kind: 'given'; readonly personId: PersonId }
  | { readonly kind: 'refused'; readonly message: string }

/** Gives a person a role in the one company of this server; who is known already gets it besides what they have. */
export async function grantAccess(ctx: EngineContext, wanted: AccessWanted): Promise<AccessGiven> {
  const orgs = await ctx.db.read.selectFrom('org').select('org_id').limit(2).execute()
  const [org] = orgs
  if (!org) return { kind: 'refused', message: say('company.none') }
  if (orgs.length > 1) return { kind: 'refused', message: say('company.several') }
  const grant = await grantFor(ctx, org.org_id, wanted)
  if (grant === null)
    return { kind: 'refused', message: say('company.noFacility', { code: wanted.facilityCode ?? '' }) }
  const { issuer, subject, name } = wanted
  const [personId] = await addPeople(ctx, org.org_id, [{ issuer, subject, name, grants: [] }])
  if (personId === undefined) throw new Error('adding a person answered nobody')
  await ctx.db.write(async (tx) => {
    const held = await tx
      .selectFrom('role_grant')
      .select(['role', 'facility_id'])
      .where('person_id', '=', personId)
      .execute()
    if (held.some((row) => row.role === grant.role && row.facility_id === grant.facilityId)) return
    await tx
      .insertInto('role_grant')
      .values({
        grant_id: ctx.newId(),
        org_id: org.org_id,
        person_id: personId,
        role: grant.role,
        facility_id: grant.facilityId,
      })
      .execute()
  })
  return { kind: 'given', personId }
}

async function grantFor(ctx: EngineContext, orgId: OrgId, wanted: AccessWanted): Promise<Grant | null> {
  if (wanted.facilityCode === null) return { role: wanted.role, facilityId: null }
  const facility = await ctx.db.read
    .selectFrom('facility')
    .select('facility_id')
    .where('org_id', '=', orgId)
    .where('code', '=', wanted.facilityCode)
    .executeTakeFirst()
  return facility ? { role: wanted.role, facilityId: facility.facility_id } : null
}
