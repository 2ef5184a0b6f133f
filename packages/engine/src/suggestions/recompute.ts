import type { FacilityId, OrgId, ProductId } from '@cyclecount/domain'
import type { Schema } from '@cyclecount/db'
import { abcRules } from '../abc/abc-rules.ts'
import { appendAudit } from '../audit/chain.ts'
import { mirroredPlace } from '../company/mirror.ts'
import { requireAt, type Actor, type EngineContext } from '../context.ts'
import { chunksOf, eachChunk } from '../reconcile/chunks.ts'
import type { Reply } from '../reports/reply.ts'
import { transact } from '../transact.ts'
import { expiriesAt, lastCounts, productFacts, signalsAt, unknownCodesAt } from './facts.ts'
import { paceAt } from './pace.ts'
import { readUse } from './read-use.ts'
import { changesOf, type Changes, type Dismissed } from './suggestion-changes.ts'
import { wantedOf } from './wanted.ts'

const ROWS_AT_ONCE = 500
const YEAR_MS = 365 * 24 * 60 * 60 * 1000

/** Works the facility's suggestions out anew, for who asks. */
export async function refreshSuggestions(
  ctx: EngineContext,
  actor: Actor,
  facilityId: FacilityId,
): Promise<Reply<'refreshSuggestions'>> {
  requireAt(actor, 'plan-runs', facilityId)
  return recompute(ctx, actor.orgId, facilityId)
}

/** Works them out because something asked for it (`requestSuggestions`). */
export async function suggestRequested(ctx: EngineContext, facilityId: FacilityId): Promise<void> {
  const facility = await ctx.db.read
    .selectFrom('facility')
    .select('org_id')
    .where('facility_id', '=', facilityId)
    .executeTakeFirst()
  if (facility) await recompute(ctx, facility.org_id, facilityId)
}

/**
 * Reads the book, gathers what speaks for counting and brings the queue to it: opens what is new, brings what is open up to date, closes what
 * was counted or has no cause any more, and wakes what slept until today. The same facts leave the same queue; done twice it changes
 * nothing more. Nothing is locked while the backend answers.
 */
async function recompute(
  ctx: EngineContext,
  orgId: OrgId,
  facilityId: FacilityId,
): Promise<{ opened: number; closed: number; open: number }> {
  const place = await mirroredPlace(ctx, { orgId }, facilityId)
  const read = await readUse(ctx, orgId, place)
  const pace = await paceAt(ctx, orgId, facilityId)
  await keepState(ctx, {
    facility_id: facilityId,
    org_id: orgId,
    book_read_at: read.readAt,
    knows_movements: read.knowsMovements ? 1 : 0,
    computed_at: ctx.now(),
    scans_per_hour_milli: pace.scansPerHourMilli,
    units_per_scan_milli: pace.unitsPerScanMilli,
    pace_measured: pace.measured ? 1 : 0,
  })
  const db = ctx.db.read
  const classes = await abcRules(db, orgId)
  const of = { orgId, facilityId, now: ctx.now(), classes }
  const wanted = wantedOf({
    now: of.now,
    pace,
    classes,
    products: await productFacts(db, of),
    signals: await signalsAt(db, of),
    codes: await unknownCodesAt(db, of),
    expiries: await expiriesAt(db, of),
  })
  const changes = changesOf({
    wanted,
    live: await liveAt(ctx, facilityId),
    dismissed: await dismissedAt(ctx, facilityId),
    counts: await lastCounts(db, facilityId),
    cancelled: await cancelledRuns(ctx, facilityId),
    now: of.now,
  })
  await write(ctx, { orgId, facilityId }, changes)
  ctx.changed({ facilityId })
  return { opened: changes.opened.length, closed: changes.closed.length, open: changes.open }
}

async function keepState(ctx: EngineContext, row: Schema['suggestion_state']): Promise<void> {
  const { facility_id: _, ...rest } = row
  await transact(ctx, (tx) =>
    tx
      .insertInto('suggestion_state')
      .values(row)
      .onConflict((conflict) => conflict.column('facility_id').doUpdateSet(rest))
      .execute(),
  )
}

function liveAt(ctx: EngineContext, facilityId: FacilityId): Promise<readonly Schema['count_suggestion'][]> {
  return ctx.db.read
    .selectFrom('count_suggestion')
    .selectAll()
    .where('facility_id', '=', facilityId)
    .where('state', 'in', ['open', 'snoozed', 'accepted'])
    .execute()
}

/** The newest dismissal of each product within a year. */
async function dismissedAt(
  ctx: EngineContext,
  facilityId: FacilityId,
): Promise<ReadonlyMap<ProductId, Dismissed>> {
  const rows = await ctx.db.read
    .selectFrom('count_suggestion')
    .select(['product_id', 'causes', 'decided_at'])
    .where('facility_id', '=', facilityId)
    .where('state', '=', 'dismissed')
    .where('decided_at', '>=', ctx.now() - YEAR_MS)
    .orderBy('decided_at')
    .execute()
  return new Map(rows.map((row) => [row.product_id, { at: row.decided_at ?? 0, causes: row.causes }]))
}

async function cancelledRuns(ctx: EngineContext, facilityId: FacilityId): Promise<ReadonlySet<string>> {
  const rows = await ctx.db.read
    .selectFrom('count_suggestion as s')
    .innerJoin('run_facility as rf', 'rf.run_id', 's.run_id')
    .select('rf.run_id')
    .distinct()
    .where('s.facility_id', '=', facilityId)
    .where('s.state', '=', 'accepted')
    .where('rf.status', '=', 'cancelled')
    .execute()
  return new Set(rows.map((row) => row.run_id))
}

interface Place {
  readonly orgId: OrgId
  readonly facilityId: FacilityId
}

/** In short transactions. Who decided one meanwhile has decided it: it is left as it is. */
async function write(ctx: EngineContext, place: Place, changes: Changes): Promise<void> {
  const at = ctx.now()
  for (const [because, ids] of Map.groupBy(changes.closed, ({ because: why }) => why)) {
    for (const some of chunksOf(ids, ROWS_AT_ONCE))
      await transact(ctx, (tx) =>
        tx
          .updateTable('count_suggestion')
          .set({ state: 'closed', closed_because: because, closed_at: at })
          .where(
            'suggestion_id',
            'in',
            some.map(({ suggestionId }) => suggestionId),
          )
          .where('state', 'in', ['open', 'snoozed', 'accepted'])
          .execute(),
      )
  }
  await eachChunk(changes.reopened, ROWS_AT_ONCE, async (some) => {
    await transact(ctx, (tx) =>
      tx
        .updateTable('count_suggestion')
        .set({ state: 'open', run_id: null, snoozed_local: null, snoozed_until: null })
        .where('suggestion_id', 'in', some)
        .where('state', 'in', ['snoozed', 'accepted'])
        .execute(),
    )
  })
  await eachChunk(changes.updated, ROWS_AT_ONCE, async (some) => {
    await transact(ctx, (tx) => ctx.db.rows.update(tx, 'count_suggestion', FIGURES, some))
  })
  await eachChunk(changes.opened, ROWS_AT_ONCE, async (some) => {
    const rows = some.map((row) => ({
      ...row,
      suggestion_id: ctx.newId<Schema['count_suggestion']['suggestion_id']>(),
      org_id: place.orgId,
      facility_id: place.facilityId,
      first_at: at,
    }))
    await transact(ctx, (tx) =>
      tx
        .insertInto('count_suggestion')
        .values(rows)
        .onConflict((conflict) => conflict.doNothing())
        .execute(),
    )
  })
  await tell(ctx, place, changes, at)
}

const FIGURES = [
  'suggestion_id',
  'causes',
  'wrong_milli',
  'worth_micros',
  'seconds',
  'place',
  'money_place',
  'last_counted_at',
] as const

async function tell(ctx: EngineContext, place: Place, changes: Changes, at: number): Promise<void> {
  const [opened, closed, reopened] = [changes.opened.length, changes.closed.length, changes.reopened.length]
  if (opened + closed + reopened === 0) return
  await transact(ctx, (tx) =>
    appendAudit(tx, { orgId: place.orgId, personId: null, deviceId: null }, [
      {
        facilityId: place.facilityId,
        at,
        tag: 'suggestions.computed',
        subjectKind: 'facility',
        subjectId: place.facilityId,
        after: {
          opened,
          reopened,
          counted: changes.closed.filter(({ because }) => because === 'counted').length,
          causeGone: changes.closed.filter(({ because }) => because === 'cause-gone').length,
        },
      },
    ]),
  )
}
