import { fail } from '@cyclecount/contract'
import type { Schema } from '@cyclecount/db'
import type { FacilityId, ProductId, RunId, SuggestionId } from '@cyclecount/domain'
import { appendAudit } from '../audit/chain.ts'
import { mirroredPlace } from '../company/mirror.ts'
import { causeOf, requireAt, type Actor, type EngineContext, type Tx } from '../context.ts'
import { insertRun, localToUtc } from '../planning/create-run.ts'
import { chunksOf } from '../reconcile/chunks.ts'
import type { Body, Reply } from '../reports/reply.ts'
import { transact } from '../transact.ts'
import { say } from '../words/say.ts'

const IDS_AT_ONCE = 500

/**
 * Puts the products into the next walk: the facility's directed run of suggestions that nobody has begun, else a new one. All of them or, where
 * one is no longer open, none.
 */
export async function acceptSuggestions(
  ctx: EngineContext,
  actor: Actor,
  facilityId: FacilityId,
  body: Body<'acceptSuggestions'>,
): Promise<Reply<'acceptSuggestions'>> {
  requireAt(actor, 'plan-runs', facilityId)
  const { timeZone } = await mirroredPlace(ctx, actor, facilityId)
  const reply = await transact(ctx, async (tx) => {
    const products = await take(tx, facilityId, body.suggestionIds)
    const walk = await openWalk(tx, facilityId)
    const runId = walk?.runId ?? ctx.newId<RunId>()
    const runName = walk?.runName ?? say('suggestion.run', { day: localDay(ctx.now(), timeZone) })
    if (walk) await addItems(tx, actor, walk.runId, products)
    else
      await insertRun(ctx, tx, causeOf(actor), {
        runId,
        personId: actor.personId,
        createdAt: ctx.now(),
        dueAt: null,
        body: {
          name: runName,
          facilityId,
          countType: 'DIRECTED_COUNT',
          blind: true,
          dueLocal: null,
          items: [...products],
        },
      })
    const accepted = await decide(ctx, tx, actor, facilityId, {
      ids: body.suggestionIds,
      set: { state: 'accepted', run_id: runId, snoozed_local: null, snoozed_until: null },
      tag: 'suggestion.accepted',
      after: { runId },
    })
    return { runId, runName, isNew: walk === null, accepted }
  })
  ctx.changed({ facilityId })
  return reply
}

/** Lets the suggestions sleep until the facility's day begins. */
export async function snoozeSuggestions(
  ctx: EngineContext,
  actor: Actor,
  facilityId: FacilityId,
  { suggestionIds, until }: Body<'snoozeSuggestions'>,
): Promise<Reply<'snoozeSuggestions'>> {
  requireAt(actor, 'plan-runs', facilityId)
  const { timeZone } = await mirroredPlace(ctx, actor, facilityId)
  const at = localToUtc(`${until}T00:00`, timeZone)
  if (at <= ctx.now())
    fail('bad-request', say('suggestion.snooze'), [
      { path: 'body.until', message: say('suggestion.snooze.fault') },
    ])
  await answered(ctx, actor, facilityId, {
    ids: suggestionIds,
    set: { state: 'snoozed', snoozed_local: until, snoozed_until: at },
    tag: 'suggestion.snoozed',
    after: { until },
  })
  return { done: true }
}

/** Puts the suggestions away, with a reason. They come again for a new cause only. */
export async function dismissSuggestions(
  ctx: EngineContext,
  actor: Actor,
  facilityId: FacilityId,
  { suggestionIds, reason }: Body<'dismissSuggestions'>,
): Promise<Reply<'dismissSuggestions'>> {
  requireAt(actor, 'plan-runs', facilityId)
  await mirroredPlace(ctx, actor, facilityId)
  await answered(ctx, actor, facilityId, {
    ids: suggestionIds,
    set: { state: 'dismissed', note: reason, snoozed_local: null, snoozed_until: null },
    tag: 'suggestion.dismissed',
    after: {},
    reason,
  })
  return { done: true }
}

interface Answer {
  readonly ids: readonly SuggestionId[]
  readonly set: Partial<Schema['count_suggestion']>
  readonly tag: string
  readonly after: Readonly<Record<string, unknown>>
  readonly reason?: string
}

async function answered(
  ctx: EngineContext,
  actor: Actor,
  facilityId: FacilityId,
  answer: Answer,
): Promise<void> {
  await transact(ctx, async (tx) => {
    await take(tx, facilityId, answer.ids)
    await decide(ctx, tx, actor, facilityId, answer)
  })
  ctx.changed({ facilityId })
}

/** What the suggestions are of. Refuses what is not of the facility, and what is not open any more. */
async function take(
  tx: Tx,
  facilityId: FacilityId,
  ids: readonly SuggestionId[],
): Promise<readonly ProductId[]> {
  const found = new Map<SuggestionId, { readonly product: ProductId; readonly isOpen: boolean }>()
  for (const some of chunksOf([...new Set(ids)], IDS_AT_ONCE)) {
    const rows = await tx
      .selectFrom('count_suggestion')
      .select(['suggestion_id', 'product_id', 'state'])
      .where('facility_id', '=', facilityId)
      .where('suggestion_id', 'in', some)
      .execute()
    for (const row of rows)
      found.set(row.suggestion_id, {
        product: row.product_id,
        isOpen: row.state === 'open' || row.state === 'snoozed',
      })
  }
  const details = ids.flatMap((id, index) =>
    found.get(id)?.isOpen === true
      ? []
      : [{ path: `body.suggestionIds.${index}`, message: say('suggestion.changed.fault') }],
  )
  if (details.length > 0) fail('changed-meanwhile', say('suggestion.changed'), details)
  return [...found.values()].map(({ product }) => product)
}

/** A directed run that was made of suggestions and that nobody has begun to count. */
async function openWalk(
  tx: Tx,
  facilityId: FacilityId,
): Promise<{ readonly runId: RunId; readonly runName: string } | null> {
  const row = await tx
    .selectFrom('count_suggestion as s')
    .innerJoin('run_facility as rf', (join) =>
      join.onRef('rf.run_id', '=', 's.run_id').onRef('rf.facility_id', '=', 's.facility_id'),
    )
    .innerJoin('count_run as r', 'r.run_id', 'rf.run_id')
    .select(['r.run_id', 'r.name', 'r.created_at'])
    .where('s.facility_id', '=', facilityId)
    .where('s.state', '=', 'accepted')
    .where('rf.status', '=', 'planned')
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('inventory_count_import as i')
            .select('i.run_id')
            .whereRef('i.run_id', '=', 'rf.run_id'),
        ),
      ),
    )
    .orderBy('r.created_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ? { runId: row.run_id, runName: row.name } : null
}

async function addItems(tx: Tx, actor: Actor, runId: RunId, products: readonly ProductId[]): Promise<void> {
  for (const some of chunksOf(products, IDS_AT_ONCE))
    await tx
      .insertInto('run_item')
      .values(some.map((productId) => ({ run_id: runId, product_id: productId, org_id: actor.orgId })))
      .onConflict((conflict) => conflict.doNothing())
      .execute()
}

async function decide(
  ctx: EngineContext,
  tx: Tx,
  actor: Actor,
  facilityId: FacilityId,
  { ids, set, tag, after, reason }: Answer,
): Promise<number> {
  const at = ctx.now()
  const decided: { suggestion_id: SuggestionId; product_id: ProductId; causes: string }[] = []
  for (const some of chunksOf([...new Set(ids)], IDS_AT_ONCE))
    decided.push(
      ...(await tx
        .updateTable('count_suggestion')
        .set({ ...set, decided_by: actor.personId, decided_at: at })
        .where('facility_id', '=', facilityId)
        .where('suggestion_id', 'in', some)
        .where('state', 'in', ['open', 'snoozed'])
        .returning(['suggestion_id', 'product_id', 'causes'])
        .execute()),
    )
  if (decided.length !== new Set(ids).size) fail('changed-meanwhile', say('suggestion.changed'))
  await appendAudit(
    tx,
    causeOf(actor),
    decided.map((row) => ({
      facilityId,
      at,
      tag,
      subjectKind: 'suggestion',
      subjectId: row.suggestion_id,
      after: { ...after, productId: row.product_id, causes: JSON.parse(row.causes) as unknown },
      ...(reason === undefined ? {} : { reason }),
    })),
    ctx.db.rows,
  )
  return decided.length
}

/** The facility's day, 2026-11-22. */
function localDay(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(at)
}
