import { fail, type Rules } from '@cyclecount/contract'
import { parametersOf, type FacilityId, type OrgId, type Parameters } from '@cyclecount/domain'
import type { Actor, EngineContext, ReadOrTx } from '../context.ts'
import type { Query, Reply } from '../reports/reply.ts'
import { say } from '../words/say.ts'
import { guardrailsOf, rulesInForce } from './rule-versions.ts'

/** What holds for a type of count at a facility by the newest version of the rules, and which layers say so. */
export async function countParameters(
  ctx: EngineContext,
  actor: Actor,
  facilityId: FacilityId,
  { countType }: Query<'parameters'>,
): Promise<Reply<'parameters'>> {
  const facility = await ctx.db.read
    .selectFrom('facility')
    .select('currency')
    .where('facility_id', '=', facilityId)
    .where('org_id', '=', actor.orgId)
    .executeTakeFirst()
  if (!facility) return fail('not-found', say('facility.none'))
  const { currency } = facility
  const { version, rules } = await rulesInForce(ctx.db.read, actor.orgId)
  const { blind, mayCount, hqApproves, zeroBook, limits } = heldBy(rules, { countType, facilityId, currency })
  return {
    version,
    currency,
    isAutomatic: rules.isAutomatic,
    recounts: rules.recounts,
    blind: { ...blind, from: [...blind.from] },
    mayCount: { value: [...mayCount.value], from: [...mayCount.from] },
    hqApproves: { ...hqApproves, from: [...hqApproves.from] },
    zeroBook: { ...zeroBook, from: [...zeroBook.from] },
    limits: limits.map(({ value, ...limit }) => ({ ...limit, value: value.toString() })),
  }
}

interface Of {
  readonly countType: string
  readonly facilityId: FacilityId
  readonly currency: string
}

function heldBy(rules: Rules, of: Of): Parameters {
  const guards = guardrailsOf(rules).layers
  const layers = guards.map((layer, index) => ({ ...layer, counting: rules.layers[index]?.counting ?? null }))
  return parametersOf(layers, of)
}

/** Says what holds at a facility for a type of count, for many of them. */
export async function parametersBy(
  db: ReadOrTx,
  orgId: OrgId,
): Promise<
  (countType: string, facilityId: FacilityId) => Pick<Parameters, 'blind' | 'mayCount' | 'hqApproves'>
> {
  const { rules } = await rulesInForce(db, orgId)
  return (countType, facilityId) => heldBy(rules, { countType, facilityId, currency: '' })
}
