import { quantityText } from '@cyclecount/domain'
import type { EngineContext } from '../context.ts'
import { namesOf } from '../people/names.ts'
import type { FacilityCount } from '../reconcile/facility-count.ts'
import { asCsv, atOnce, type TableColumn } from '../reports/table.ts'

/** What was offered to the backend and what it said. */
export async function* proposalsTable(ctx: EngineContext, count: FacilityCount): AsyncGenerator<string> {
  const rows = await ctx.db.read
    .selectFrom('proposed_actions as a')
    .innerJoin('product as p', 'p.product_id', 'a.product_id')
    .leftJoin('location as l', 'l.location_id', 'a.location_id')
    .selectAll('a')
    .select(['p.sku', 'p.title', 'l.location_seq_id'])
    .where('a.run_id', '=', count.runId)
    .where('a.facility_id', '=', count.facilityId)
    .orderBy('a.proposal_id')
    .execute()
  const nameOf = await namesOf(
    ctx,
    count.orgId,
    rows.flatMap((row) => row.approved_by ?? []),
  )
  const columns: readonly TableColumn<(typeof rows)[number]>[] = [
    { name: 'proposalId', kind: 'text', of: (row) => row.proposal_id },
    { name: 'sku', kind: 'text', of: (row) => row.sku },
    { name: 'title', kind: 'text', of: (row) => row.title },
    { name: 'location', kind: 'text', of: (row) => row.location_seq_id },
    { name: 'delta', kind: 'number', of: (row) => quantityText(row.delta_milli) },
    { name: 'unit', kind: 'text', of: (row) => row.unit },
    { name: 'status', kind: 'text', of: (row) => row.status_id },
    { name: 'documentId', kind: 'text', of: (row) => row.document_id },
    { name: 'message', kind: 'text', of: (row) => row.message },
    { name: 'reverses', kind: 'text', of: (row) => row.reverses },
    { name: 'approvedBy', kind: 'text', of: (row) => (row.approved_by ? nameOf(row.approved_by) : null) },
    { name: 'approvedAt', kind: 'instant', of: (row) => row.approved_at },
    { name: 'settledAt', kind: 'instant', of: (row) => row.settled_at },
    { name: 'idempotencyKey', kind: 'text', of: (row) => row.idempotency_key },
  ]
  yield* asCsv({ title: 'Proposals', columns, rows: atOnce(rows) })
}

/** Who counted which area, when, on which devices. */
export async function* sessionsTable(ctx: EngineContext, count: FacilityCount): AsyncGenerator<string> {
  const { read } = ctx.db
  const rows = await read
    .selectFrom('inventory_count_import as s')
    .innerJoin('area as a', 'a.area_id', 's.area_id')
    .selectAll('s')
    .select('a.name as area')
    .where('s.run_id', '=', count.runId)
    .where('s.facility_id', '=', count.facilityId)
    .orderBy('s.created_date')
    .orderBy('s.inventory_count_import_id')
    .execute()
  const devices = await read
    .selectFrom('session_device as sd')
    .innerJoin('inventory_count_import as s', 's.inventory_count_import_id', 'sd.session_id')
    .innerJoin('device as d', 'd.device_id', 'sd.device_id')
    .select(['sd.session_id', 'd.label'])
    .where('s.run_id', '=', count.runId)
    .orderBy('d.label')
    .execute()
  const labels = Map.groupBy(devices, (row) => row.session_id)
  const nameOf = await namesOf(
    ctx,
    count.orgId,
    rows.map((row) => row.uploaded_by_user_login),
  )
  const columns: readonly TableColumn<(typeof rows)[number]>[] = [
    { name: 'sessionId', kind: 'text', of: (row) => row.inventory_count_import_id },
    { name: 'round', kind: 'number', of: (row) => row.round },
    { name: 'area', kind: 'text', of: (row) => row.area },
    { name: 'countedBy', kind: 'text', of: (row) => nameOf(row.uploaded_by_user_login) },
    {
      name: 'devices',
      kind: 'text',
      of: (row) => (labels.get(row.inventory_count_import_id) ?? []).map(({ label }) => label).join('; '),
    },
    { name: 'status', kind: 'text', of: (row) => row.status_id },
    { name: 'startedAt', kind: 'instant', of: (row) => row.created_date },
    { name: 'submittedAt', kind: 'instant', of: (row) => row.submitted_at },
  ]
  yield* asCsv({ title: 'Sessions', columns, rows: atOnce(rows) })
}

/** Every state a session and its items were in, and who or what put them there. */
export async function* statusTable(ctx: EngineContext, count: FacilityCount): AsyncGenerator<string> {
  const rows = await ctx.db.read
    .selectFrom('inv_count_import_status as h')
    .innerJoin('inventory_count_import as s', 's.inventory_count_import_id', 'h.inventory_count_import_id')
    .selectAll('h')
    .where('s.run_id', '=', count.runId)
    .where('s.facility_id', '=', count.facilityId)
    .orderBy('h.status_date')
    .orderBy('h.inv_count_imp_status_id')
    .execute()
  const nameOf = await namesOf(
    ctx,
    count.orgId,
    rows.flatMap((row) => row.change_by_user_login_id ?? []),
  )
  const columns: readonly TableColumn<(typeof rows)[number]>[] = [
    { name: 'at', kind: 'instant', of: (row) => row.status_date },
    { name: 'sessionId', kind: 'text', of: (row) => row.inventory_count_import_id },
    { name: 'item', kind: 'number', of: (row) => row.import_item_seq_id },
    { name: 'status', kind: 'text', of: (row) => row.status_id },
    {
      name: 'by',
      kind: 'text',
      of: (row) => (row.change_by_user_login_id ? nameOf(row.change_by_user_login_id) : null),
    },
    { name: 'deviceId', kind: 'text', of: (row) => row.device_id },
    { name: 'reason', kind: 'text', of: (row) => row.reason },
  ]
  yield* asCsv({ title: 'Status history', columns, rows: atOnce(rows) })
}
