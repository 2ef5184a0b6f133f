import { fail, type CountFileBody } from '@cyclecount/contract'
import type { FacilityId, PersonId } from '@cyclecount/domain'
import type { Actor, EngineContext, Tx } from '../context.ts'
import { whoMayCount } from '../planning/may-count.ts'
import { say } from '../words/say.ts'

/** No identity provider of this name exists, so that nobody can sign in as somebody who is not of the company. */
const ELSEWHERE = 'counted-elsewhere'

/**
 * As whom a count made elsewhere counts: somebody of the company who may count at the facility, or somebody else by name, who is made known
 * in the transaction and can sign in nowhere. The same name is the same person.
 */
export async function counterOf(
  ctx: EngineContext,
  { orgId }: Actor,
  facilityId: FacilityId,
  countedBy: CountFileBody['countedBy'],
): Promise<(tx: Tx) => Promise<PersonId>> {
  if ('personId' in countedBy) {
    const { personId } = countedBy
    const allowed = await whoMayCount(ctx, { orgId, facilityId }, [personId])
    if (!allowed.has(personId)) fail('not-found', say('countFile.counter'))
    return () => Promise.resolve(personId)
  }
  const name = countedBy.name.trim()
  return async (tx) => {
    const subject = `${orgId} ${name}`
    const personId = ctx.newId<PersonId>()
    await tx
      .insertInto('person')
      .values({
        person_id: personId,
        org_id: orgId,
        issuer: ELSEWHERE,
        subject,
        created_at: ctx.now(),
        left_at: null,
      })
      .onConflict((conflict) => conflict.columns(['issuer', 'subject']).doNothing())
      .execute()
    const { person_id: known } = await tx
      .selectFrom('person')
      .select('person_id')
      .where('issuer', '=', ELSEWHERE)
      .where('subject', '=', subject)
      .executeTakeFirstOrThrow()
    await tx
      .insertInto('person_profile')
      .values({ person_id: known, org_id: orgId, display_name: name })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    return known
  }
}
