import { correctedTime, type RunId } from '@cyclecount/domain'
import type { Actor, EngineContext } from '../context.ts'
import { rowToEvent } from '../ingest/scan-row.ts'
import { namesOf } from '../people/names.ts'
import { facilityCount } from '../reconcile/facility-count.ts'
import { figureKinds } from './late-kinds.ts'
import type { Reply } from './reply.ts'

/** Scans that arrived after submission and wait for a decision, by session in the order in which they arrived. */
export async function lateScans(ctx: EngineContext, actor: Actor, runId: RunId): Promise<Reply<'lateScans'>> {
  const count = await facilityCount(ctx, actor, 'review', runId)
  const rows = await ctx.db.read
    .selectFrom('inventory_count_import as s')
    .innerJoin('scan as c', 'c.session_id', 's.inventory_count_import_id')
    .innerJoin('area as a', 'a.area_id', 's.area_id')
    .leftJoin('product as p', 'p.product_id', 'c.product_id')
    .selectAll('c')
    .select(['a.name as area_name', 's.uploaded_by_user_login', 'p.title'])
    .where('s.run_id', '=', count.runId)
    .where('s.facility_id', '=', count.facilityId)
    .where('c.late_state', '=', 'waiting')
    .where('c.kind', 'in', figureKinds)
    .orderBy('c.session_id')
    .orderBy('c.change_seq')
    .execute()
  const nameOf = await namesOf(
    ctx,
    count.orgId,
    rows.map((row) => row.uploaded_by_user_login),
  )
  return {
    sessions: [...Map.groupBy(rows, (row) => row.session_id)].flatMap(([sessionId, scans]) => {
      const [first] = scans
      if (!first) return []
      return {
        sessionId,
        personName: nameOf(first.uploaded_by_user_login),
        areaName: first.area_name,
        scans: scans.map((row) => ({
          scanId: row.scan_id,
          kind: row.kind,
          at: correctedTime(rowToEvent(row)),
          receivedAt: row.received_at,
          title: row.title ?? row.code ?? '',
          quantityMilli: row.quantity_milli,
        })),
      }
    }),
  }
}
