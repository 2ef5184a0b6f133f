import type { Me } from '@cyclecount/contract'
import { capabilities, facilitiesAllowed, isAllowed, type Grant } from '@cyclecount/domain'
import { serverIncarnation } from '../company/identity.ts'
import type { Actor, EngineContext } from '../context.ts'

/** What a verified token says of a person. */
export interface Identity {
  readonly issuer: string
  readonly subject: string
}

/** The person behind a verified token with their grants; null where nobody here knows them, or they have left. */
export async function resolveActor(ctx: EngineContext, identity: Identity): Promise<Actor | null> {
  const person = await ctx.db.read
    .selectFrom('person')
    .select(['person_id', 'org_id'])
    .where('issuer', '=', identity.issuer)
    .where('subject', '=', identity.subject)
    .where('left_at', 'is', null)
    .executeTakeFirst()
  if (!person) return null
  const rows = await ctx.db.read
    .selectFrom('role_grant')
    .select(['role', 'facility_id'])
    .where('person_id', '=', person.person_id)
    .where('org_id', '=', person.org_id)
    .execute()
  const grants: Grant[] = rows.map((row) => ({ role: row.role, facilityId: row.facility_id }))
  return { orgId: person.org_id, personId: person.person_id, grants }
}

/** Who is signed in, what they may do, and the facilities where they may do anything. */
export async function me(ctx: EngineContext, actor: Actor): Promise<Me> {
  const person = await ctx.db.read
    .selectFrom('person as p')
    .innerJoin('org as o', 'o.org_id', 'p.org_id')
    .leftJoin('person_profile as pp', 'pp.person_id', 'p.person_id')
    .select(['pp.display_name', 'o.name as org_name'])
    .where('p.person_id', '=', actor.personId)
    .executeTakeFirstOrThrow()
  const held = capabilities.filter((capability) => isAllowed(actor.grants, capability, null))
  return {
    personId: actor.personId,
    name: person.display_name ?? '',
    orgName: person.org_name,
    incarnation: await serverIncarnation(ctx),
    grants: actor.grants.map(({ role, facilityId }) => ({ role, facilityId })),
    capabilities: held,
    facilities: await facilitiesOf(ctx, actor),
  }
}

async function facilitiesOf(ctx: EngineContext, actor: Actor): Promise<Me['facilities']> {
  const scopes = capabilities.map((capability) => facilitiesAllowed(actor.grants, capability))
  const named = scopes.flatMap((scope) => (scope === 'all' ? [] : scope))
  const all = scopes.includes('all')
  if (!all && named.length === 0) return []
  const rows = await ctx.db.read
    .selectFrom('facility')
    .select(['facility_id', 'code', 'name', 'kind', 'time_zone', 'currency'])
    .where('org_id', '=', actor.orgId)
    .$if(!all, (query) => query.where('facility_id', 'in', [...new Set(named)]))
    .orderBy('code')
    .execute()
  return rows.map((row) => ({
    facilityId: row.facility_id,
    code: row.code,
    name: row.name,
    kind: row.kind,
    timeZone: row.time_zone,
    currency: row.currency,
  }))
}
