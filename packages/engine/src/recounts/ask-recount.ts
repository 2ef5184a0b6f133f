import { fail } from '@cyclecount/contract'
import type { AreaId, AssignmentId, PersonId, RunId } from '@cyclecount/domain'
import { appendAudit, type AuditEntry } from '../audit/chain.ts'
import { causeOf, type Actor, type EngineContext, type Tx } from '../context.ts'
import {
  isCountOf,
  isUnknownCode,
  linesToDecide,
  refuseLines,
  type LineToDecide,
} from '../deciding/seen-lines.ts'
import { rulesInForce } from '../guardrails/rule-versions.ts'
import { whoMayCount } from '../planning/may-count.ts'
import {
  facilityCount,
  lockFacilityCount,
  refuseClosed,
  type FacilityCount,
} from '../reconcile/facility-count.ts'
import type { Body, Reply } from '../reports/reply.ts'
import { transact } from '../transact.ts'
import { say } from '../words/say.ts'
import { areasOfLines } from './areas-of-lines.ts'
import { openRecounts } from './open-recounts.ts'
import { recountList } from './recount-list.ts'

/**
 * Asks a person to count open lines again, all or none: in every area they lie in, a round of its own whose sessions name the session
 * before as their parent. Where the rules say so, nobody who counted a line counts it again (`own-count`). Refuses what `decide` refuses of
 * lines that changed or are decided, unknown codes and lines that somebody counts again already (`not-ready`).
 */
export async function askRecount(
  ctx: EngineContext,
  actor: Actor,
  runId: RunId,
  body: Body<'askRecount'>,
): Promise<Reply<'askRecount'>> {
  const count = await facilityCount(ctx, actor, 'decide', runId)
  const { rules } = await rulesInForce(ctx.db.read, count.orgId)
  if (!(await whoMayCount(ctx, count, [body.personId])).has(body.personId)) {
    fail('bad-request', say('recount.person'), [{ path: 'body.personId', message: say('area.wrong.person') }])
  }
  await transact(ctx, async (tx) => {
    refuseClosed(await lockFacilityCount(tx, count))
    const lines = await linesToDecide(tx, count, body.lines)
    refuseLines('not-ready', 'line.unknownCode', lines.filter(isUnknownCode))
    const isOpen = await openRecounts(tx, count)
    const again = lines.filter(({ row }) => isOpen(row.product_id, row.location_id) !== undefined)
    refuseLines('not-ready', 'line.recountUnderWay', again)
    if (rules.recounts.byAnother)
      refuseLines('own-count', 'line.recountOwn', lines.filter(isCountOf(body.personId)))
    for (const [areaId, inArea] of await areasOfLines(tx, count, lines)) {
      await insertRecount(ctx, tx, { actor, count, body, areaId, lines: inArea })
    }
  })
  ctx.changed({ facilityId: count.facilityId })
  return recountList(ctx, actor, runId)
}

interface Asking {
  readonly actor: Actor
  readonly count: FacilityCount
  readonly body: Body<'askRecount'>
  readonly areaId: AreaId
  readonly lines: readonly LineToDecide[]
}

async function insertRecount(ctx: EngineContext, tx: Tx, asking: Asking): Promise<void> {
  const { actor, count, body, areaId, lines } = asking
  const at = ctx.now()
  const round = await nextRound(tx, count, areaId)
  const assignmentId = ctx.newId<AssignmentId>()
  const { orgId, runId, facilityId } = count
  await tx
    .insertInto('count_assignment')
    .values({
      assignment_id: assignmentId,
      org_id: orgId,
      run_id: runId,
      facility_id: facilityId,
      round,
      area_id: areaId,
      person_id: body.personId,
      together: 0,
      assigned_by: actor.personId,
      assigned_at: at,
      released_at: null,
      parent_count_id: await countBefore(tx, count, areaId),
    })
    .execute()
  const items = lines.flatMap(({ row }) =>
    row.product_id === null
      ? []
      : [
          {
            assignment_id: assignmentId,
            variance_id: row.variance_id,
            org_id: orgId,
            run_id: runId,
            facility_id: facilityId,
            round,
            product_id: row.product_id,
            location_id: row.location_id,
            note: body.note,
          },
        ],
  )
  for (let start = 0; start < items.length; start += 500)
    await tx
      .insertInto('recount_item')
      .values(items.slice(start, start + 500))
      .execute()
  await appendAudit(tx, causeOf(actor), auditOf(asking, { assignmentId, round, at }))
}

/** The rounds of an area count on from its first count; what was taken back keeps its number. */
async function nextRound(tx: Tx, count: FacilityCount, areaId: AreaId): Promise<number> {
  const { newest } = await tx
    .selectFrom('count_assignment')
    .select((eb) => eb.fn.max('round').as('newest'))
    .where('run_id', '=', count.runId)
    .where('area_id', '=', areaId)
    .executeTakeFirstOrThrow()
  return Math.max(count.round, newest ?? 0) + 1
}

/** The session that is counted again: the one submitted last in the area. */
async function countBefore(tx: Tx, count: FacilityCount, areaId: AreaId) {
  const row = await tx
    .selectFrom('inventory_count_import')
    .select('inventory_count_import_id')
    .where('run_id', '=', count.runId)
    .where('facility_id', '=', count.facilityId)
    .where('area_id', '=', areaId)
    .where('status_id', '=', 'submitted')
    .orderBy('round', 'desc')
    .orderBy('submitted_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.inventory_count_import_id ?? null
}

function auditOf(
  { count: { facilityId }, body, areaId, lines }: Asking,
  made: { readonly assignmentId: AssignmentId; readonly round: number; readonly at: number },
): readonly AuditEntry[] {
  const { assignmentId, round, at } = made
  const personId: PersonId = body.personId
  const why = body.note === '' ? {} : { reason: body.note }
  return lines.map(({ row }) => ({
    facilityId,
    at,
    tag: 'variance.recount-asked',
    subjectKind: 'variance',
    subjectId: row.variance_id,
    before: { version: row.version, variance: row.variance_quantity_on_hand },
    after: { assignmentId, round, areaId, personId },
    ...why,
  }))
}
