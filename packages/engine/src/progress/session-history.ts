import { fail } from '@cyclecount/contract'
import type { SessionId } from '@cyclecount/domain'
import { requireAt, scopeOf, type Actor, type EngineContext } from '../context.ts'
import { namesOf } from '../people/names.ts'
import type { Reply } from '../reports/reply.ts'
import { say } from '../words/say.ts'

/** Who counted what, where, when and on which device: the status history of a session and its items, oldest first. */
export async function sessionHistory(
  ctx: EngineContext,
  actor: Actor,
  sessionId: SessionId,
): Promise<Reply<'sessionHistory'>> {
  const session = await ctx.db.read
    .selectFrom('inventory_count_import as s')
    .innerJoin('area as a', 'a.area_id', 's.area_id')
    .select(['s.facility_id', 's.uploaded_by_user_login', 'a.name'])
    .where('s.inventory_count_import_id', '=', sessionId)
    .where('s.org_id', '=', actor.orgId)
    .executeTakeFirst()
  const scope = scopeOf(actor, 'see-runs')
  if (!session || (scope !== 'all' && !scope.includes(session.facility_id))) {
    return fail('not-found', say('session.none'))
  }
  requireAt(actor, 'see-runs', session.facility_id)
  const devices = await ctx.db.read
    .selectFrom('session_device as d')
    .leftJoin('device', 'device.device_id', 'd.device_id')
    .select(['device.label', 'd.acked_through'])
    .where('d.session_id', '=', sessionId)
    .orderBy('d.device_id')
    .execute()
  const statuses = await ctx.db.read
    .selectFrom('inv_count_import_status as h')
    .leftJoin('device', 'device.device_id', 'h.device_id')
    .leftJoin('inventory_count_import_item as i', (join) =>
      join
        .onRef('i.inventory_count_import_id', '=', 'h.inventory_count_import_id')
        .onRef('i.import_item_seq_id', '=', 'h.import_item_seq_id'),
    )
    .leftJoin('product as p', 'p.product_id', 'i.product_id')
    .select(['h.status_date', 'h.status_id', 'h.import_item_seq_id', 'h.change_by_user_login_id', 'h.reason'])
    .select(['device.label', 'p.title', 'i.product_identifier', 'i.location_seq_id'])
    .where('h.inventory_count_import_id', '=', sessionId)
    .orderBy('h.status_date')
    .orderBy('h.inv_count_imp_status_id')
    .execute()
  const nameOf = await namesOf(ctx, actor.orgId, [
    session.uploaded_by_user_login,
    ...statuses.flatMap((row) => row.change_by_user_login_id ?? []),
  ])
  return {
    sessionId,
    personName: nameOf(session.uploaded_by_user_login),
    areaName: session.name,
    devices: devices.map((row) => ({ label: row.label ?? '', ackedThrough: row.acked_through })),
    statuses: statuses.map((row) => ({
      at: row.status_date,
      status: row.status_id,
      item: row.import_item_seq_id === null ? null : itemName(row),
      by: row.change_by_user_login_id === null ? null : nameOf(row.change_by_user_login_id),
      device: row.label,
      reason: row.reason,
    })),
  }
}

function itemName(row: {
  readonly title: string | null
  readonly product_identifier: string | null
  readonly location_seq_id: string | null
}): string {
  const what = row.title ?? row.product_identifier ?? ''
  return row.location_seq_id === null ? what : `${what} · ${row.location_seq_id}`
}
