import { sql } from 'kysely'
import type { EngineContext } from '../context.ts'
import type { FacilityCount } from '../reconcile/facility-count.ts'
import type { Query } from './reply.ts'

/** The current lines of the run's round, with their product and decision. */
export function varianceLines(ctx: EngineContext, count: FacilityCount) {
  return allLines(ctx)
    .where('v.org_id', '=', count.orgId)
    .where('v.run_id', '=', count.runId)
    .where('v.facility_id', '=', count.facilityId)
    .where('v.round', '=', count.round)
    .where('v.current', '=', 1)
}

/** A code that means no product yet is nothing that a run could have named. */
const isNotAsked = sql<boolean>`(of_run.count_type_enum_id = 'DIRECTED_COUNT' and v.product_id is not null
  and not exists (select 1 from run_item item where item.run_id = v.run_id and item.product_id = v.product_id))`

/** Every version of every line; the caller narrows it to an org and facility. */
export function allLines(ctx: EngineContext) {
  return ctx.db.read
    .selectFrom('inv_count_import_variance as v')
    .innerJoin('count_run as of_run', 'of_run.run_id', 'v.run_id')
    .leftJoin('product as p', 'p.product_id', 'v.product_id')
    .leftJoin('inventory_var_dcsn_rsn as d', 'd.variance_id', 'v.variance_id')
    .leftJoin('decision_reason as r', 'r.reason_id', 'd.reason_id')
    .leftJoin('first_approval as fa', 'fa.variance_id', 'v.variance_id')
    .leftJoin('decision_reason as fr', 'fr.reason_id', 'fa.reason_id')
    .leftJoin('line_verdict as j', 'j.variance_id', 'v.variance_id')
    .leftJoin('book_moved as bm', 'bm.variance_id', 'v.variance_id')
    .selectAll('v')
    .select([
      'p.sku',
      'p.title',
      'd.decision_id',
      'd.outcome',
      'd.note',
      'd.precedence',
      'd.decided_by',
      'd.decided_at',
    ])
    .select(['d.rule_version', 'j.verdict', 'j.because', 'j.rule_version as judged_by'])
    .select(['fa.approved_by as first_by', 'fa.approved_at as first_at', 'fa.note as first_note'])
    .select(['fa.layer as first_layer', 'fa.move_id as first_move', 'fr.label as first_reason'])
    .select(sql<0 | 1>`case when ${isNotAsked} then 1 else 0 end`.as('not_asked'))
    .select(['bm.expected_milli as moved_expected', 'bm.noted_at as moved_noted'])
    .select(['r.code as reason_code', 'r.label as reason_label'])
}

type Lines = ReturnType<typeof allLines>
export type VarianceLine = Awaited<ReturnType<Lines['execute']>>[number]

/** Those the reader asked for. Open lines and differing ones unless they say otherwise is theirs to ask: nothing is left out unasked. */
export function matching(lines: Lines, query: Query<'review'>): Lines {
  const text = query.q?.trim().toLowerCase() ?? ''
  const like = `%${text.replaceAll(/[\\%_]/g, (char) => `\\${char}`)}%`
  return lines
    .$if(query.status === 'open', (found) => found.where('d.decision_id', 'is', null))
    .$if(query.status === 'waiting', (found) =>
      found.where('d.decision_id', 'is', null).where('fa.variance_id', 'is not', null),
    )
    .$if(query.status === 'decided', (found) => found.where('d.decision_id', 'is not', null))
    .$if(query.show === 'differing', (found) => found.where('v.variance_quantity_on_hand', '!=', 0))
    .$if(query.show === 'book-moved', (found) => found.where('bm.variance_id', 'is not', null))
    .$if(query.show === 'not-asked', (found) => found.where(isNotAsked))
    .$if(query.state !== undefined, (found) => found.where('v.counted_state', '=', query.state ?? 'counted'))
    .$if(query.verdict !== undefined, (found) =>
      found.where('d.decision_id', 'is', null).where('j.verdict', '=', query.verdict ?? 'person'),
    )
    .$if(text !== '', (found) =>
      found.where(
        sql<boolean>`(lower(coalesce(p.title, '')) like ${like} escape '\\'
          or lower(v.product_identifier) like ${like} escape '\\'
          or lower(coalesce(v.location_seq_id, '')) like ${like} escape '\\')`,
      ),
    )
}
