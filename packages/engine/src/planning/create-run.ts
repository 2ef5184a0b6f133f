import { fail, type CreateRunBody, type RunDetail } from '@cyclecount/contract'
import { placeLocal, type OrgId, type PersonId, type ProductId, type RunId } from '@cyclecount/domain'
import { appendAudit } from '../audit/chain.ts'
import { causeOf, requireAt, type Actor, type Cause, type EngineContext, type Tx } from '../context.ts'
import { chunksOf } from '../reconcile/chunks.ts'
import { noteEvents } from '../events/note-events.ts'
import { runDetail } from './runs.ts'
import { say } from '../words/say.ts'

/** Plans a run of one facility. A directed run names its items, a hard count counts everything. */
export async function createRun(ctx: EngineContext, actor: Actor, body: CreateRunBody): Promise<RunDetail> {
  requireAt(actor, 'plan-runs', body.facilityId)
  const facility = await ctx.db.read
    .selectFrom('facility')
    .select('time_zone')
    .where('facility_id', '=', body.facilityId)
    .where('org_id', '=', actor.orgId)
    .executeTakeFirst()
  if (!facility) fail('not-found', say('facility.none'))
  const items = [...new Set(body.items)]
  await checkItems(ctx, actor.orgId, body, items)
  const dueAt = body.dueLocal === null ? null : localToUtc(body.dueLocal, facility.time_zone)
  const runId = ctx.newId<RunId>()
  await ctx.db.write((tx) =>
    insertRun(ctx, tx, causeOf(actor), {
      runId,
      personId: actor.personId,
      createdAt: ctx.now(),
      dueAt,
      body: { ...body, items },
    }),
  )
  ctx.changed({ facilityId: body.facilityId })
  return runDetail(ctx, actor, runId)
}

/** A run that was checked, in the caller's transaction. Nothing of it can have been counted before `createdAt`. */
export async function insertRun(
  ctx: EngineContext,
  tx: Tx,
  cause: Cause,
  run: {
    readonly runId: RunId
    readonly personId: PersonId
    readonly createdAt: number
    readonly dueAt: number | null
    readonly body: CreateRunBody
  },
): Promise<void> {
  const { runId, dueAt, body } = run
  await tx
    .insertInto('count_run')
    .values({
      run_id: runId,
      org_id: cause.orgId,
      name: body.name,
      count_type_enum_id: body.countType,
      blind: body.blind ? 1 : 0,
      cancelled_at: null,
      created_by: run.personId,
      created_at: run.createdAt,
    })
    .execute()
  await tx
    .insertInto('run_facility')
    .values({
      run_id: runId,
      facility_id: body.facilityId,
      org_id: cause.orgId,
      status: 'planned',
      round: 1,
      start_local: null,
      start_at_utc: null,
      due_local: body.dueLocal,
      due_at_utc: dueAt,
      reconciled_at: null,
      reconciled_scans: null,
    })
    .execute()
  for (const some of chunksOf(body.items, 5000))
    await tx
      .insertInto('run_item')
      .values(some.map((productId) => ({ run_id: runId, product_id: productId, org_id: cause.orgId })))
      .execute()
  await appendAudit(tx, cause, [
    {
      facilityId: body.facilityId,
      at: ctx.now(),
      tag: 'run.created',
      subjectKind: 'run',
      subjectId: runId,
      after: { ...body, items: body.items.length, dueAt },
    },
  ])
  const { name, countType, facilityId } = body
  await noteEvents(ctx, tx, cause.orgId, [
    { type: 'run.created', facilityId, subject: `run/${runId}`, data: { runId, name, countType, dueAt } },
  ])
}

async function checkItems(
  ctx: EngineContext,
  orgId: OrgId,
  body: CreateRunBody,
  items: readonly ProductId[],
): Promise<void> {
  if (body.countType === 'HARD_COUNT' && items.length > 0) {
    fail('bad-request', say('run.hardNamesItems'), [
      { path: 'body.items', message: say('run.hardNamesItems.fault') },
    ])
  }
  if (body.countType === 'DIRECTED_COUNT' && items.length === 0) {
    fail('bad-request', say('run.directedNamesNone'), [
      { path: 'body.items', message: say('run.directedNamesNone.fault') },
    ])
  }
  const known = new Set<ProductId>()
  for (let start = 0; start < items.length; start += 5000) {
    const rows = await ctx.db.read
      .selectFrom('product')
      .select('product_id')
      .where('org_id', '=', orgId)
      .where('product_id', 'in', items.slice(start, start + 5000))
      .execute()
    for (const row of rows) known.add(row.product_id)
  }
  const details = body.items.flatMap((id, index) =>
    known.has(id) ? [] : [{ path: `body.items.${index}`, message: say('run.itemsUnknown.fault') }],
  )
  if (details.length > 0) fail('bad-request', say('run.itemsUnknown'), details)
}

/** UTC ms of a facility's wall time, by the rule of `placeLocal`. */
export function localToUtc(local: string, timeZone: string): number {
  return (
    placeLocal(local, timeZone)?.at ??
    fail('bad-request', say('run.due'), [{ path: 'body.dueLocal', message: say('run.due.fault') }])
  )
}
