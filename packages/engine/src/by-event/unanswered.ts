import { appendAudit } from '../audit/chain.ts'
import type { EngineContext } from '../context.ts'
import type { Worker } from '../delivery/deliver.ts'
import { claimLane, type Lane } from '../delivery/lane.ts'
import { settleProposals, type Settling } from '../delivery/settle-proposals.ts'
import { transact } from '../transact.ts'
import { say } from '../words/say.ts'

const AT_ONCE = 250

/**
 * Proposals whose backend has not answered in time have failed: people are told, and an answer that comes all the same still settles them.
 * Answers how many.
 */
export async function failUnanswered(ctx: EngineContext, worker: Worker): Promise<number> {
  const lanes = await ctx.db.read
    .selectFrom('delivery as d')
    .select(['d.backend_id', 'd.facility_id', 'd.org_id'])
    .distinct()
    .where('d.state', '=', 'asked')
    .where('d.next_at', '<=', ctx.now())
    .execute()
  let failed = 0
  for (const lane of lanes) {
    failed += await failInLane(
      ctx,
      { backendId: lane.backend_id, facilityId: lane.facility_id, orgId: lane.org_id },
      worker,
    )
  }
  return failed
}

/** While the lane is held nobody sends the other half of a move on its way. */
async function failInLane(ctx: EngineContext, lane: Lane, { owner }: Worker): Promise<number> {
  const failed = await transact(ctx, async (tx) => {
    if ((await claimLane(ctx, tx, lane, { owner, ms: 0 })) === null) return 0
    const rows = await tx
      .updateTable('delivery')
      .set({ state: 'dead', last_message: say('byEvent.noAnswer') })
      .where((eb) =>
        eb(
          'delivery_id',
          'in',
          eb
            .selectFrom('delivery')
            .select('delivery_id')
            .where('backend_id', '=', lane.backendId)
            .where('facility_id', '=', lane.facilityId)
            .where('state', '=', 'asked')
            .where('next_at', '<=', ctx.now())
            .limit(AT_ONCE),
        ),
      )
      // Answered a moment ago, it is looked up.
      .where('state', '=', 'asked')
      .returningAll()
      .execute()
    const settling = rows.map((delivery): Settling => {
      return {
        delivery,
        settlement: { status: 'failed', message: say('byEvent.noAnswer') },
        from: ['asked'],
      }
    })
    const audit = await settleProposals(ctx, tx, settling)
    if (audit.length > 0)
      await appendAudit(tx, { orgId: lane.orgId, personId: null, deviceId: null }, audit, ctx.db.rows)
    return rows.length
  })
  if (failed > 0) ctx.changed({ facilityId: lane.facilityId })
  return failed
}
