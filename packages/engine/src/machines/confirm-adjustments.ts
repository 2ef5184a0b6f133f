import { fail } from '@cyclecount/contract'
import type { ProposalId, Sentence } from '@cyclecount/domain'
import { appendAudit } from '../audit/chain.ts'
import type { EngineContext, Tx } from '../context.ts'
import type { DeliveryRow } from '../delivery/deliver.ts'
import { claimLane } from '../delivery/lane.ts'
import { updateDeliveries } from '../delivery/settle.ts'
import { settleProposals, type Settling } from '../delivery/settle-proposals.ts'
import type { Body, Reply } from '../reports/reply.ts'
import { say } from '../words/say.ts'
import { causeOfMachine, type MachineActor } from './actor.ts'
import { once } from './once.ts'

type Wanted = Body<'confirmAdjustments'>['adjustments'][number]

interface Fault {
  readonly path: string
  readonly message: Sentence
}

/**
 * Settles proposals that another system booked or refused by itself, as if it had answered their delivery: all of them or none, once per key.
 * Fails with `unprocessable` where the request is wrong, with `already-decided` where proposals are settled otherwise, each with every fault;
 * with `busy` while one of the lanes is being delivered, so that nothing is booked by two.
 */
export async function confirmAdjustments(
  ctx: EngineContext,
  machine: MachineActor,
  key: string,
  body: Body<'confirmAdjustments'>,
): Promise<Reply<'confirmAdjustments'>> {
  const { reply } = await once(ctx, machine, { route: 'confirmAdjustments', key, body }, async (tx) => {
    await holdLanes(ctx, tx, machine, body.adjustments)
    const held = await proposalsOf(tx, machine, body.adjustments)
    refuseWrong(body.adjustments, held)
    const open = body.adjustments.flatMap((wanted) => {
      const proposal = held.get(wanted.proposalId)
      return proposal === undefined || isSettledSo(wanted, proposal) ? [] : { wanted, proposal }
    })
    const settling = open.map(({ wanted, proposal }) => settlingAs(wanted, proposal))
    await updateDeliveries(
      ctx,
      tx,
      settling.map(({ delivery }) => delivery),
    )
    const audit = await settleProposals(ctx, tx, settling)
    if (audit.length > 0) await appendAudit(tx, causeOfMachine(machine), audit, ctx.db.rows)
    return { confirmed: open.length, before: body.adjustments.length - open.length }
  })
  for (const facilityId of machine.facilities) ctx.changed({ facilityId })
  return reply
}

type Held = Awaited<ReturnType<typeof proposalsOf>> extends ReadonlyMap<string, infer P> ? P : never

async function proposalsOf(tx: Tx, machine: MachineActor, adjustments: readonly Wanted[]) {
  const rows = await tx
    .selectFrom('proposed_actions as a')
    .innerJoin('delivery as d', 'd.proposal_id', 'a.proposal_id')
    .selectAll('d')
    .select(['a.proposal_id as about', 'a.status_id', 'a.delta_milli', 'a.document_id'])
    .select((eb) =>
      eb
        .exists(
          eb
            .selectFrom('delivery_attempt as t')
            .select('t.attempt_id')
            .whereRef('t.delivery_id', '=', 'd.delivery_id')
            .where('t.action', '=', 'push')
            .where((of) =>
              of.or([of('t.finished_at', 'is', null), of('t.outcome', 'in', ['unknown', 'asked'])]),
            ),
        )
        .as('is_open'),
    )
    .where('a.org_id', '=', machine.orgId)
    .where('a.facility_id', 'in', machine.facilities)
    .where(
      'a.proposal_id',
      'in',
      adjustments.map(({ proposalId }) => proposalId),
    )
    .execute()
  return new Map(rows.map((row) => [row.about, row]))
}

/** While the lanes are ours no worker offers what is about to be settled. Taken in one order by everybody. */
async function holdLanes(
  ctx: EngineContext,
  tx: Tx,
  machine: MachineActor,
  adjustments: readonly Wanted[],
): Promise<void> {
  const lanes = await tx
    .selectFrom('proposed_actions')
    .select(['backend_id', 'facility_id'])
    .distinct()
    .where('org_id', '=', machine.orgId)
    .where('facility_id', 'in', machine.facilities)
    .where(
      'proposal_id',
      'in',
      adjustments.map(({ proposalId }) => proposalId),
    )
    .orderBy('backend_id')
    .orderBy('facility_id')
    .execute()
  for (const lane of lanes) {
    const taken = await claimLane(
      ctx,
      tx,
      { backendId: lane.backend_id, facilityId: lane.facility_id, orgId: machine.orgId },
      { owner: machine.machineId, ms: 0 },
    )
    if (taken === null) fail('busy', say('confirm.busy'))
  }
}

function refuseWrong(adjustments: readonly Wanted[], held: ReadonlyMap<ProposalId, Held>): void {
  const wrong: Fault[] = []
  const otherwise: Fault[] = []
  const named = new Set<ProposalId>()
  for (const [index, wanted] of adjustments.entries()) {
    const path = `body.adjustments.${index}`
    const proposal = held.get(wanted.proposalId)
    if (named.has(wanted.proposalId))
      wrong.push({ path: `${path}.proposalId`, message: say('confirm.twice') })
    named.add(wanted.proposalId)
    if (wanted.outcome === 'booked' && wanted.documentId === undefined)
      wrong.push({ path: `${path}.documentId`, message: say('confirm.noDocument') })
    if (!proposal) {
      wrong.push({ path: `${path}.proposalId`, message: say('confirm.none') })
      continue
    }
    if (proposal.delta_milli !== wanted.deltaMilli)
      wrong.push({ path: `${path}.deltaMilli`, message: say('confirm.otherDelta') })
    if (isSettledSo(wanted, proposal)) continue
    if (proposal.status_id === 'accepted' || proposal.status_id === 'rejected')
      otherwise.push({ path, message: say('confirm.settled', { status: proposal.status_id }) })
    else if (wanted.outcome === 'refused' && isTrue(proposal.is_open))
      otherwise.push({ path, message: say('confirm.open') })
  }
  if (wrong.length > 0) fail('unprocessable', say('confirm.wrong'), [...wrong, ...otherwise])
  if (otherwise.length > 0) fail('already-decided', say('confirm.conflict'), otherwise)
}

/** SQLite has no truth of its own and says 1. */
function isTrue(value: unknown): boolean {
  return value === true || value === 1
}

function isSettledSo(wanted: Wanted, proposal: Held): boolean {
  return wanted.outcome === 'booked'
    ? proposal.status_id === 'accepted' && proposal.document_id === wanted.documentId
    : proposal.status_id === 'rejected'
}

function settlingAs(wanted: Wanted, proposal: Held): Settling {
  const { about: _, status_id: status, delta_milli: __, document_id: ___, is_open: ____, ...row } = proposal
  const message = wanted.message ?? ''
  const settlement =
    wanted.outcome === 'booked'
      ? {
          status: 'accepted' as const,
          documentId: wanted.documentId ?? '',
          onHandAfterMilli: wanted.onHandAfterMilli ?? null,
          message,
        }
      : { status: 'rejected' as const, message }
  const delivery: DeliveryRow = { ...row, state: 'done', last_message: message }
  return { delivery, settlement, from: [status] }
}
