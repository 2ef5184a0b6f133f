import { fail, type CreateRunBody, type RunDetail } from '@cyclecount/contract'
import { placeLocal, type OrgId, type PersonId, type ProductId, type RunId } from '@cyclecount/domain'
import { causeOf, requireAt, type Actor, type Cause, type EngineContext, type Tx } from '../context.ts'
import { heldOfRuns, NOTHING_HELD, type HeldOfRun } from './held-of-runs.ts'
import { insertRuns } from './insert-runs.ts'
import { runDetail } from './runs.ts'
import { say } from '../words/say.ts'

/** Plans a run of one facility by itself, without a plan. A directed run names its items, a hard count counts everything. */
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
  const heldAt = await heldOfRuns(ctx.db.read, actor.orgId, actor)
  await ctx.db.write((tx) =>
    insertRun(ctx, tx, causeOf(actor), {
      runId,
      personId: actor.personId,
      createdAt: ctx.now(),
      dueAt,
      body: { ...body, items },
      held: heldAt(body.countType, body.facilityId),
    }),
  )
  ctx.changed({ facilityId: body.facilityId })
  return runDetail(ctx, actor, runId)
}

/** A run that was checked, in the caller's transaction; `held`: by what holds for it, where it is to be counted on devices. Nothing of it can have been counted before `createdAt`. */
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
    readonly held?: HeldOfRun
  },
): Promise<void> {
  const { runId, dueAt, body, held = NOTHING_HELD } = run
  await insertRuns(ctx, tx, cause, [
    {
      runId,
      facilityId: body.facilityId,
      planId: null,
      name: body.name,
      countType: body.countType,
      blind: body.blind || held.blind,
      mayCount: held.mayCount,
      window: { startLocal: null, startAt: null, dueLocal: body.dueLocal, dueAt },
      status: held.status,
      createdBy: run.personId,
      createdAt: run.createdAt,
      items: body.items.length,
    },
  ])
  await ctx.db.rows.insert(
    tx,
    'run_item',
    body.items.map((productId) => ({ run_id: runId, product_id: productId, org_id: cause.orgId })),
  )
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
