import { fail, type CountClosing } from '@cyclecount/contract'
import type { RunId } from '@cyclecount/domain'
import { appendAudit } from '../audit/chain.ts'
import { causeOf, type Actor, type EngineContext } from '../context.ts'
import { facilityCount, lockFacilityCount } from '../reconcile/facility-count.ts'
import type { Body } from '../reports/reply.ts'
import { transact } from '../transact.ts'
import { say } from '../words/say.ts'
import { closingOf, isHandedIn } from './count-closing.ts'
import { figuresHash } from './figures-hash.ts'

/**
 * Signs the count: these words, by this person, over the figures they saw. Refused while the count is not with HQ (`not-ready`), and where
 * the figures are others by now (`changed-meanwhile`).
 */
export async function signCount(
  ctx: EngineContext,
  actor: Actor,
  runId: RunId,
  body: Body<'signCount'>,
): Promise<CountClosing> {
  const count = await facilityCount(ctx, actor, 'decide', runId)
  const at = ctx.now()
  await transact(ctx, async (tx) => {
    if (!isHandedIn(await lockFacilityCount(tx, count))) fail('not-ready', say('closing.notHandedIn'))
    const figures_hash = await figuresHash(ctx, count)
    if (figures_hash !== body.figuresHash) fail('changed-meanwhile', say('closing.otherFigures'))
    const certificateId = ctx.newId()
    await tx
      .insertInto('count_certificate')
      .values({
        certificate_id: certificateId,
        org_id: count.orgId,
        run_id: count.runId,
        facility_id: count.facilityId,
        statement: body.statement,
        figures_hash,
        signed_by: actor.personId,
        signed_at: at,
      })
      .execute()
    await appendAudit(tx, causeOf(actor), [
      {
        facilityId: count.facilityId,
        at,
        tag: 'count.signed',
        subjectKind: 'run',
        subjectId: runId,
        after: { certificateId, figuresHash: figures_hash, statement: body.statement },
      },
    ])
  })
  return closingOf(ctx, count)
}
