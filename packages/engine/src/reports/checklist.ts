import type { AreaId, RunId, Sentence } from '@cyclecount/domain'
import { sql } from 'kysely'
import type { Actor, EngineContext, Tx } from '../context.ts'
import { isUnfinished, sessionsOf } from '../reconcile/count-facts.ts'
import { facilityCount, type FacilityCount } from '../reconcile/facility-count.ts'
import { countWaiting } from '../set-aside/waiting.ts'
import { scansSeen } from '../reconcile/scans-seen.ts'
import { areasCountedTwice } from './counted-twice.ts'
import { figureKinds } from './late-kinds.ts'
import { say } from '../words/say.ts'
import type { Reply } from './reply.ts'

type Item = Reply<'checklist'>['items'][number] & { readonly message: Sentence }

/** What stands in the way of submitting the facility's count to HQ; empty where nothing does. */
export async function checklist(ctx: EngineContext, actor: Actor, runId: RunId): Promise<Reply<'checklist'>> {
  return checklistOf(ctx.db.read, await facilityCount(ctx, actor, 'review', runId))
}

export async function checklistOf(
  db: Pick<Tx, 'selectFrom'>,
  count: FacilityCount,
): Promise<{ readonly items: Item[] }> {
  const [areas, twice, lines, late, aside, stale] = [
    await unsubmittedAreas(db, count),
    await areasCountedTwice(db, count),
    await openLines(db, count),
    await lateScans(db, count),
    await countWaiting(db, count),
    await staleReview(db, count),
  ]
  const items: readonly (Item | null)[] = [
    item('areas-not-submitted', areas.length, say('checklist.areas', { areas: areas.join(', ') })),
    item('counted-twice', twice.length, say('checklist.twice', { areas: twice.join(', ') })),
    item('unknown-codes', lines.unknown, say('checklist.unknown', { n: lines.unknown })),
    item('late-scans', late, say('checklist.late', { n: late })),
    stale !== null
      ? { kind: 'undecided', count: 1, message: stale }
      : item('undecided', lines.undecided, say('checklist.undecided', { n: lines.undecided })),
    item('set-aside', aside, say('checklist.aside', { n: aside })),
  ]
  return { items: items.filter((entry) => entry !== null) }
}

function item(kind: Item['kind'], count: number, message: Sentence): Item | null {
  return count === 0 ? null : { kind, count, message }
}

/** Areas somebody still has to submit; also those that nobody was given, where a hard count or the items asked for lie in them. */
async function unsubmittedAreas(
  db: Pick<Tx, 'selectFrom'>,
  count: FacilityCount,
): Promise<readonly string[]> {
  const areas = await db
    .selectFrom('area')
    .select(['area_id', 'name'])
    .where('facility_id', '=', count.facilityId)
    .orderBy('code')
    .execute()
  const assignments = await db
    .selectFrom('count_assignment')
    .select(['assignment_id', 'area_id'])
    .where('run_id', '=', count.runId)
    .where('facility_id', '=', count.facilityId)
    .where('round', '=', count.round)
    .where('released_at', 'is', null)
    .execute()
  const sessions = await sessionsOf(db, count)
  const submitted = sessions.filter((row) => row.status_id === 'submitted')
  const submittedAssignments = new Set(submitted.map((row) => row.assignment_id))
  const wanted =
    count.countType === 'HARD_COUNT'
      ? new Set(areas.map((area) => area.area_id))
      : await areasOfItems(db, count)
  const submittedAreas = new Set(submitted.map((row) => row.area_id))
  const isOwed = (areaId: AreaId) =>
    assignments.some((row) => row.area_id === areaId && !submittedAssignments.has(row.assignment_id)) ||
    sessions.some((row) => row.area_id === areaId && isUnfinished(row)) ||
    (wanted.has(areaId) && !submittedAreas.has(areaId))
  return areas.filter((area) => isOwed(area.area_id)).map((area) => area.name)
}

/** Areas in which, as far as the newest read of the book knows, items of a directed run lie. */
async function areasOfItems(db: Pick<Tx, 'selectFrom'>, count: FacilityCount): Promise<ReadonlySet<AreaId>> {
  const newest = await db
    .selectFrom('on_hand_snapshot')
    .select('snapshot_id')
    .where('run_id', '=', count.runId)
    .where('facility_id', '=', count.facilityId)
    .orderBy('read_at', 'desc')
    .orderBy('snapshot_id', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!newest) return new Set()
  const rows = await db
    .selectFrom('on_hand_snapshot_line as line')
    .innerJoin('run_item as item', 'item.product_id', 'line.product_id')
    .innerJoin('area_location as al', 'al.location_id', 'line.location_id')
    .select('al.area_id')
    .distinct()
    .where('line.snapshot_id', '=', newest.snapshot_id)
    .where('line.on_hand_milli', '!=', 0)
    .where('line.stock_state', '!=', 'in-transit')
    .where('item.run_id', '=', count.runId)
    .execute()
  return new Set(rows.map((row) => row.area_id))
}

async function openLines(
  db: Pick<Tx, 'selectFrom'>,
  count: FacilityCount,
): Promise<{ readonly undecided: number; readonly unknown: number }> {
  const row = await db
    .selectFrom('inv_count_import_variance as v')
    .leftJoin('inventory_var_dcsn_rsn as d', 'd.variance_id', 'v.variance_id')
    .select([
      sql<number>`count(*)`.as('open'),
      sql<number>`cast(coalesce(sum(case when v.counted_state = 'unknown-code' then 1 else 0 end), 0) as bigint)`.as(
        'unknown',
      ),
    ])
    .where('v.run_id', '=', count.runId)
    .where('v.facility_id', '=', count.facilityId)
    .where('v.round', '=', count.round)
    .where('v.current', '=', 1)
    .where('d.decision_id', 'is', null)
    .executeTakeFirstOrThrow()
  return { undecided: row.open - row.unknown, unknown: row.unknown }
}

async function lateScans(db: Pick<Tx, 'selectFrom'>, count: FacilityCount): Promise<number> {
  const row = await db
    .selectFrom('inventory_count_import as s')
    .innerJoin('scan as c', 'c.session_id', 's.inventory_count_import_id')
    .select((eb) => eb.fn.countAll<number>().as('late'))
    .where('s.run_id', '=', count.runId)
    .where('s.facility_id', '=', count.facilityId)
    .where('c.late_state', '=', 'waiting')
    .where('c.kind', 'in', figureKinds)
    .executeTakeFirstOrThrow()
  return row.late
}

/** Why the lines cannot be taken as they are: nothing was compared yet, or scans count by now that no reconciliation has seen. */
async function staleReview(db: Pick<Tx, 'selectFrom'>, count: FacilityCount): Promise<Sentence | null> {
  const { reconciled_scans: seen } = await db
    .selectFrom('run_facility')
    .select('reconciled_scans')
    .where('run_id', '=', count.runId)
    .where('facility_id', '=', count.facilityId)
    .executeTakeFirstOrThrow()
  if (seen === null) return say('checklist.notCompared')
  return seen === (await scansSeen(db, count)) ? null : say('checklist.stale')
}
