import type { RunId, Sentence } from '@cyclecount/domain'
import { sql } from 'kysely'
import type { Actor, EngineContext, Tx } from '../context.ts'
import { namesOf } from '../people/names.ts'
import { facilityCount, type FacilityCount } from '../reconcile/facility-count.ts'
import { countWaiting } from '../set-aside/waiting.ts'
import { scansSeen } from '../reconcile/scans-seen.ts'
import { areasToSubmit, type UncountedArea } from './areas-to-submit.ts'
import { areasCountedTwice } from './counted-twice.ts'
import { figureKinds } from './late-kinds.ts'
import { say } from '../words/say.ts'
import type { Reply } from './reply.ts'

type Item = Reply<'checklist'>['items'][number] & { readonly message: Sentence }

/** What stands in the way of submitting the facility's count to HQ; empty where nothing does. */
export async function checklist(ctx: EngineContext, actor: Actor, runId: RunId): Promise<Reply<'checklist'>> {
  const count = await facilityCount(ctx, actor, 'review', runId)
  const { items, uncounted } = await checklistOf(ctx.db.read, count)
  const nameOf = await namesOf(
    ctx,
    count.orgId,
    uncounted.flatMap(({ explained }) => explained?.by ?? []),
  )
  return {
    items,
    uncounted: uncounted.map((area) => ({
      ...area,
      explained: area.explained && { ...area.explained, by: nameOf(area.explained.by) },
    })),
  }
}

export async function checklistOf(
  db: Pick<Tx, 'selectFrom'>,
  count: FacilityCount,
): Promise<{ readonly items: Item[]; readonly uncounted: readonly UncountedArea[] }> {
  const [areas, twice, lines, late, aside, stale] = [
    await areasToSubmit(db, count),
    await areasCountedTwice(db, count),
    await openLines(db, count),
    await lateScans(db, count),
    await countWaiting(db, count),
    await staleReview(db, count),
  ]
  const items: readonly (Item | null)[] = [
    item(
      'areas-not-submitted',
      areas.missing.length,
      say('checklist.areas', { areas: areas.missing.join(', ') }),
    ),
    item('counted-twice', twice.length, say('checklist.twice', { areas: twice.join(', ') })),
    item('unknown-codes', lines.unknown, say('checklist.unknown', { n: lines.unknown })),
    item('late-scans', late, say('checklist.late', { n: late })),
    stale !== null
      ? { kind: 'undecided', count: 1, message: stale }
      : item('undecided', lines.undecided, undecidedWords(lines)),
    item('set-aside', aside, say('checklist.aside', { n: aside })),
  ]
  return { items: items.filter((entry) => entry !== null), uncounted: areas.uncounted }
}

function item(kind: Item['kind'], count: number, message: Sentence): Item | null {
  return count === 0 ? null : { kind, count, message }
}

interface OpenLines {
  readonly undecided: number
  readonly unknown: number
  /** Approved by one person, and waiting for another one at HQ. */
  readonly waiting: number
}

function undecidedWords({ undecided: n, waiting }: OpenLines): Sentence {
  return waiting === 0 ? say('checklist.undecided', { n }) : say('checklist.undecidedForHq', { n, waiting })
}

async function openLines(db: Pick<Tx, 'selectFrom'>, count: FacilityCount): Promise<OpenLines> {
  const row = await db
    .selectFrom('inv_count_import_variance as v')
    .leftJoin('inventory_var_dcsn_rsn as d', 'd.variance_id', 'v.variance_id')
    .leftJoin('first_approval as fa', 'fa.variance_id', 'v.variance_id')
    .select([
      sql<number>`count(*)`.as('open'),
      sql<number>`cast(coalesce(sum(case when v.counted_state = 'unknown-code' then 1 else 0 end), 0) as bigint)`.as(
        'unknown',
      ),
      sql<number>`count(fa.variance_id)`.as('waiting'),
    ])
    .where('v.run_id', '=', count.runId)
    .where('v.facility_id', '=', count.facilityId)
    .where('v.round', '=', count.round)
    .where('v.current', '=', 1)
    .where('d.decision_id', 'is', null)
    .executeTakeFirstOrThrow()
  return { undecided: row.open - row.unknown, unknown: row.unknown, waiting: row.waiting }
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
