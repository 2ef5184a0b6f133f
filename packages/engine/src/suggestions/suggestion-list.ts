import { fail, type Suggestion, type SuggestionCause, type SuggestionList } from '@cyclecount/contract'
import { fitting, isAllowed, usualPace, type FacilityId, type SuggestionId } from '@cyclecount/domain'
import { mirroredPlace } from '../company/mirror.ts'
import { requireAt, type Actor, type EngineContext } from '../context.ts'
import { namesOf } from '../people/names.ts'
import { nextCursor, offsetOf } from '../reports/cursor.ts'
import type { Query } from '../reports/reply.ts'
import { say } from '../words/say.ts'

const PAGE = 100

/**
 * The facility's suggestions of one state, the best first, decided ones the newest first. `fits` says which of the open ones go into the
 * minutes asked for. Money, and the order by it, only for who may see cost.
 */
export async function suggestionList(
  ctx: EngineContext,
  actor: Actor,
  facilityId: FacilityId,
  query: Query<'suggestions'>,
): Promise<SuggestionList> {
  requireAt(actor, 'plan-runs', facilityId)
  const place = await mirroredPlace(ctx, actor, facilityId)
  const seesCost = isAllowed(actor.grants, 'see-cost', facilityId)
  const by = query.by ?? 'records'
  if (by === 'money' && !seesCost) fail('forbidden', say('access.denied'))
  const state = await ctx.db.read
    .selectFrom('suggestion_state')
    .selectAll()
    .where('facility_id', '=', facilityId)
    .executeTakeFirst()
  const offset = offsetOf(query.cursor)
  const rows = await pageOf(ctx, facilityId, { state: query.state ?? 'open', by, offset })
  const page = rows.slice(0, PAGE)
  const nameOf = await namesOf(
    ctx,
    actor.orgId,
    page.flatMap((row) => row.decided_by ?? []),
  )
  return {
    facilityId,
    timeZone: place.timeZone,
    currency: place.currency,
    computedAt: state?.computed_at ?? null,
    bookReadAt: state?.book_read_at ?? null,
    pace: {
      scansPerHourMilli: state?.scans_per_hour_milli ?? usualPace.scansPerHourMilli,
      unitsPerScanMilli: state?.units_per_scan_milli ?? usualPace.unitsPerScanMilli,
      measured: state?.pace_measured === 1,
    },
    counts: await countsOf(ctx, facilityId),
    fits: await fitsOf(ctx, facilityId, by, Number(query.minutes ?? 0) * 60),
    suggestions: page.map((row) => toSuggestion(row, seesCost, nameOf)),
    next: nextCursor(offset, PAGE, rows.length),
  }
}

interface PageOf {
  readonly state: Suggestion['state']
  readonly by: 'records' | 'money'
  readonly offset: number
}

function pageOf(ctx: EngineContext, facilityId: FacilityId, { state, by, offset }: PageOf) {
  const isLive = state === 'open' || state === 'snoozed' || state === 'accepted'
  return ctx.db.read
    .selectFrom('count_suggestion as s')
    .innerJoin('product as p', 'p.product_id', 's.product_id')
    .leftJoin('product_use as u', (join) =>
      join.onRef('u.facility_id', '=', 's.facility_id').onRef('u.product_id', '=', 's.product_id'),
    )
    .leftJoin('count_run as r', 'r.run_id', 's.run_id')
    .selectAll('s')
    .select(['p.sku', 'p.title', 'p.category', 'p.unit', 'u.on_hand_milli'])
    .select('r.name as run_name')
    .where('s.facility_id', '=', facilityId)
    .where('s.state', '=', state)
    .$if(isLive, (found) => found.orderBy(by === 'money' ? 's.money_place' : 's.place'))
    .$if(!isLive, (found) =>
      found.orderBy(state === 'closed' ? 's.closed_at' : 's.decided_at', 'desc').orderBy('s.place'),
    )
    .orderBy('s.suggestion_id')
    .limit(PAGE + 1)
    .offset(offset)
    .execute()
}

type Row = Awaited<ReturnType<typeof pageOf>>[number]

function toSuggestion(row: Row, seesCost: boolean, nameOf: Awaited<ReturnType<typeof namesOf>>): Suggestion {
  return {
    suggestionId: row.suggestion_id,
    productId: row.product_id,
    sku: row.sku,
    title: row.title,
    category: row.category,
    unit: row.unit,
    state: row.state,
    // Written by `changesOf` only.
    causes: JSON.parse(row.causes) as SuggestionCause[],
    wrongMilli: row.wrong_milli,
    worthMicros: seesCost && row.worth_micros !== null ? row.worth_micros.toString() : null,
    seconds: row.seconds,
    onHandMilli: row.on_hand_milli ?? 0,
    lastCountedAt: row.last_counted_at,
    snoozedLocal: row.snoozed_local,
    runId: row.run_id,
    runName: row.run_name,
    decidedBy: row.decided_by === null ? null : nameOf(row.decided_by),
    decidedAt: row.decided_at,
    note: row.note,
    closedBecause: row.closed_because,
    closedAt: row.closed_at,
  }
}

async function countsOf(ctx: EngineContext, facilityId: FacilityId): Promise<SuggestionList['counts']> {
  const rows = await ctx.db.read
    .selectFrom('count_suggestion')
    .select((eb) => ['state', eb.fn.countAll<number>().as('n')])
    .where('facility_id', '=', facilityId)
    .groupBy('state')
    .execute()
  const found = { open: 0, snoozed: 0, accepted: 0, dismissed: 0, closed: 0 }
  for (const { state, n } of rows) found[state] = n
  return found
}

async function fitsOf(
  ctx: EngineContext,
  facilityId: FacilityId,
  by: 'records' | 'money',
  budgetSeconds: number,
): Promise<SuggestionList['fits']> {
  const rows = await ctx.db.read
    .selectFrom('count_suggestion')
    .select(['suggestion_id', 'seconds', 'wrong_milli'])
    .where('facility_id', '=', facilityId)
    .where('state', '=', 'open')
    .orderBy(by === 'money' ? 'money_place' : 'place')
    .orderBy('suggestion_id')
    .execute()
  const fits = rows.slice(0, fitting(rows, budgetSeconds))
  const sum = (pick: (row: (typeof rows)[number]) => number): number =>
    fits.reduce((total, row) => total + pick(row), 0)
  return {
    ids: fits.map((row): SuggestionId => row.suggestion_id),
    seconds: sum((row) => row.seconds),
    // Of records, thousandths: two of 50 % are one.
    expectedWrongMilli: Math.round(sum((row) => row.wrong_milli) / 100),
  }
}
