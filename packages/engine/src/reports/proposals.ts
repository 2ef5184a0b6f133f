import type { ProposalList } from '@cyclecount/contract'
import type { ProposalId, ProposalStatus } from '@cyclecount/domain'
import { scopeOf, type Actor, type EngineContext } from '../context.ts'
import { namesOf } from '../people/names.ts'
import { nextCursor, offsetOf } from './cursor.ts'
import type { Query } from './reply.ts'

const PAGE = 100

/** Proposals of the facilities the actor may review, newest first, and how many there are in each status. */
export async function proposalList(
  ctx: EngineContext,
  actor: Actor,
  query: Query<'proposals'>,
): Promise<ProposalList> {
  const scope = scopeOf(actor, 'review')
  const counts = { pending: 0, asked: 0, accepted: 0, rejected: 0, failed: 0 } satisfies Record<
    ProposalStatus,
    number
  >
  if (scope !== 'all' && scope.length === 0) return { counts, reversalsAsked: 0, next: null, proposals: [] }
  const offset = offsetOf(query.cursor)
  const { runId, facilityId, status } = query
  const found = ctx.db.read
    .selectFrom('proposed_actions as a')
    .where('a.org_id', '=', actor.orgId)
    .$if(scope !== 'all', (q) => q.where('a.facility_id', 'in', scope === 'all' ? [] : [...scope]))
    .$if(runId !== undefined, (q) => q.where('a.run_id', '=', runId ?? never()))
    .$if(facilityId !== undefined, (q) => q.where('a.facility_id', '=', facilityId ?? never()))
  const sums = await found
    .select((eb) => ['a.status_id', eb.fn.countAll<number>().as('proposals')])
    .groupBy('a.status_id')
    .execute()
  for (const row of sums) counts[row.status_id] = row.proposals
  const asks = found.where((eb) =>
    eb.exists(
      eb
        .selectFrom('reversal_request as q')
        .select('q.request_id')
        .whereRef('q.proposal_id', '=', 'a.proposal_id')
        .where('q.outcome', 'is', null),
    ),
  )
  const { reversalsAsked } = await asks
    .select((eb) => eb.fn.countAll<number>().as('reversalsAsked'))
    .executeTakeFirstOrThrow()
  // First which, from the narrow rows: everything that is said of them is looked up for one page only.
  const wanted =
    status === undefined
      ? found
      : status === 'reversal-asked'
        ? asks
        : found.where('a.status_id', '=', status)
  const newest = await wanted
    .select('a.proposal_id')
    .orderBy('a.proposal_id', 'desc')
    .offset(offset)
    .limit(PAGE + 1)
    .execute()
  if (newest.length === 0) return { counts, reversalsAsked, next: null, proposals: [] }
  const rows = await ctx.db.read
    .selectFrom('proposed_actions as a')
    .where(
      'a.proposal_id',
      'in',
      newest.slice(0, PAGE).map((row) => row.proposal_id),
    )
    .innerJoin('count_run as run', 'run.run_id', 'a.run_id')
    .innerJoin('facility as f', 'f.facility_id', 'a.facility_id')
    .innerJoin('product as p', 'p.product_id', 'a.product_id')
    .innerJoin('inventory_var_dcsn_rsn as d', 'd.decision_id', 'a.decision_id')
    .innerJoin('decision_reason as r', 'r.reason_id', 'd.reason_id')
    .leftJoin('decision_reason as rr', 'rr.reason_id', 'a.reversal_reason_id')
    .leftJoin('reversal_request as q', (join) =>
      join.onRef('q.proposal_id', '=', 'a.proposal_id').on('q.outcome', 'is', null),
    )
    .leftJoin('decision_reason as qr', 'qr.reason_id', 'q.reason_id')
    .leftJoin('proposed_actions as of', 'of.proposal_id', 'a.reverses')
    .leftJoin('proposed_actions as by', (join) =>
      join.onRef('by.reverses', '=', 'a.proposal_id').on('by.status_id', '!=', 'rejected'),
    )
    .leftJoin('proposed_actions as half', (join) =>
      join.onRef('half.move_id', '=', 'a.move_id').onRef('half.proposal_id', '!=', 'a.proposal_id'),
    )
    .leftJoin('location as l', 'l.location_id', 'a.location_id')
    .leftJoin('delivery as w', 'w.proposal_id', 'a.proposal_id')
    .leftJoin('adjustment_request as e', 'e.idempotency_key', 'a.idempotency_key')
    .select(['a.proposal_id', 'a.run_id', 'run.name as run_name', 'f.name as facility_name', 'a.product_id'])
    .select(['p.sku', 'p.title', 'l.location_seq_id', 'a.delta_milli', 'a.status_id', 'a.document_id'])
    .select(['a.message', 'w.attempts', 'w.last_message', 'r.label', 'a.approved_by', 'a.approved_at'])
    .select(['e.asked_at as event_at', 'e.answer_by'])
    .select([
      'a.settled_at',
      'a.idempotency_key',
      'a.reason_note',
      'rr.label as reversal_label',
      'a.reverses',
    ])
    .select(['q.asked_by', 'q.asked_at', 'q.note as asked_note', 'qr.label as asked_label'])
    .select([
      'of.document_id as reversed_document',
      'by.proposal_id as reversed_by',
      'by.status_id as reversal',
      'half.status_id as other_half',
    ])
    .orderBy('a.proposal_id', 'desc')
    .execute()
  const nameOf = await namesOf(
    ctx,
    actor.orgId,
    rows.flatMap((row) => [row.approved_by, row.asked_by].flatMap((person) => person ?? [])),
  )
  return {
    counts,
    reversalsAsked,
    next: nextCursor(offset, PAGE, newest.length),
    proposals: rows.map((row) => ({
      proposalId: row.proposal_id,
      runId: row.run_id,
      runName: row.run_name,
      facilityName: row.facility_name,
      productId: row.product_id,
      sku: row.sku,
      title: row.title,
      locationCode: row.location_seq_id,
      deltaMilli: row.delta_milli,
      status: row.status_id,
      documentId: row.document_id,
      message: row.message ?? (row.status_id === 'pending' ? row.last_message : null),
      attempts: row.attempts ?? 0,
      asked: askedOf(row),
      reason: row.reversal_label ?? row.label,
      note: row.reason_note,
      reverses:
        row.reverses === null ? null : { proposalId: row.reverses, documentId: row.reversed_document },
      reversedBy: reversalOf(row),
      reversalAsked:
        row.asked_by === null || row.asked_at === null
          ? null
          : {
              by: nameOf(row.asked_by),
              at: row.asked_at,
              reason: row.asked_label ?? '',
              note: row.asked_note ?? '',
              isOwn: row.asked_by === actor.personId,
            },
      otherHalf: row.other_half,
      approvedBy: row.approved_by === null ? null : nameOf(row.approved_by),
      approvedAt: row.approved_at,
      settledAt: row.settled_at,
      idempotencyKey: row.idempotency_key,
    })),
  }
}

function askedOf(row: {
  readonly status_id: ProposalStatus
  readonly event_at: number | null
  readonly answer_by: number | null
}): ProposalList['proposals'][number]['asked'] {
  const { status_id: status, event_at: at, answer_by: answerBy } = row
  return status === 'asked' && at !== null && answerBy !== null ? { at, answerBy } : null
}

function reversalOf(row: {
  readonly reversed_by: ProposalId | null
  readonly reversal: ProposalStatus | null
}): ProposalList['proposals'][number]['reversedBy'] {
  const { reversed_by: proposalId, reversal: status } = row
  return proposalId === null || status === null || status === 'rejected' ? null : { proposalId, status }
}

/** Only reached where a condition that was checked no longer holds. */
function never(): never {
  throw new Error('a filter was applied without its value')
}
