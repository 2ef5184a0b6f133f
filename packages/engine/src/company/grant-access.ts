import type { Grant, OrgId, PersonId, Role } from '@cyclecount/domain'
import type { EngineContext, Tx } from '../context.ts'
import { addPeople } from './people.ts'
import { say } from '../words/say.ts'
import { tellAccess } from './tell-access.ts'

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

type AccessTaken = { readonly kind: 'taken' } | { readonly kind: 'refused'; readonly message: string }

/** Gives a person a role in the one company of this server; who is known already gets it besides what they have. */
export async function grantAccess(ctx: EngineContext, wanted: AccessWanted): Promise<AccessGiven> {
  const meant = await meantBy(ctx, wanted)
  if ('message' in meant) return { kind: 'refused', ...meant }
  const { orgId, grant } = meant
  const { issuer, subject, name } = wanted
  const [personId] = await addPeople(ctx, orgId, [{ issuer, subject, name, grants: [] }])
  if (personId === undefined) throw new Error('adding a person answered nobody')
  await ctx.db.write(async (tx) => {
    const before = await grantsOf(tx, personId)
    if (before.some((held) => isSame(held, grant))) return
    await tx
      .insertInto('role_grant')
      .values({
        grant_id: ctx.newId(),
        org_id: orgId,
        person_id: personId,
        role: grant.role,
        facility_id: grant.facilityId,
      })
      .execute()
    await tellAccess(ctx, tx, orgId, [{ personId, before, after: [...before, grant] }])
  })
  return { kind: 'given', personId }
}

/** Takes a role from a person, from their next request on; what they hold besides it stays. Refused where they do not hold it. */
export async function revokeAccess(
  ctx: EngineContext,
  wanted: Omit<AccessWanted, 'name'>,
): Promise<AccessTaken> {
  const meant = await meantBy(ctx, wanted)
  if ('message' in meant) return { kind: 'refused', ...meant }
  const { orgId, grant } = meant
  return ctx.db.write(async (tx): Promise<AccessTaken> => {
    const { person_id: personId } = (await tx
      .selectFrom('person')
      .select('person_id')
      .where('org_id', '=', orgId)
      .where('issuer', '=', wanted.issuer)
      .where('subject', '=', wanted.subject)
      .executeTakeFirst()) ?? { person_id: null }
    const before = personId === null ? [] : await grantsOf(tx, personId)
    if (personId === null || !before.some((held) => isSame(held, grant)))
      return { kind: 'refused', message: say('company.notHeld') }
    await tx
      .deleteFrom('role_grant')
      .where('person_id', '=', personId)
      .where('role', '=', grant.role)
      .where('facility_id', grant.facilityId === null ? 'is' : '=', grant.facilityId)
      .execute()
    const after = before.filter((held) => !isSame(held, grant))
    await tellAccess(ctx, tx, orgId, [{ personId, before, after }])
    return { kind: 'taken' }
  })
}

function isSame(a: Grant, b: Grant): boolean {
  return a.role === b.role && a.facilityId === b.facilityId
}

async function grantsOf(tx: Tx, personId: PersonId): Promise<readonly Grant[]> {
  const rows = await tx
    .selectFrom('role_grant')
    .select(['role', 'facility_id'])
    .where('person_id', '=', personId)
    .execute()
  return rows.map((row) => ({ role: row.role, facilityId: row.facility_id }))
}

/** The one company here and the grant that is meant, or why there is none. */
async function meantBy(
  ctx: EngineContext,
  { role, facilityCode }: Pick<AccessWanted, 'role' | 'facilityCode'>,
): Promise<{ readonly orgId: OrgId; readonly grant: Grant } | { readonly message: string }> {
  const orgs = await ctx.db.read.selectFrom('org').select('org_id').limit(2).execute()
  const [org] = orgs
  if (!org) return { message: say('company.none') }
  if (orgs.length > 1) return { message: say('company.several') }
  if (facilityCode === null) return { orgId: org.org_id, grant: { role, facilityId: null } }
  const facility = await ctx.db.read
    .selectFrom('facility')
    .select('facility_id')
    .where('org_id', '=', org.org_id)
    .where('code', '=', facilityCode)
    .executeTakeFirst()
  if (!facility) return { message: say('company.noFacility', { code: facilityCode }) }
  return { orgId: org.org_id, grant: { role, facilityId: facility.facility_id } }
}
