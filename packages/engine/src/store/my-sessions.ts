import type { MyArea } from '@cyclecount/contract'
import type { AssignmentId, SessionId } from '@cyclecount/domain'
import type { EngineContext } from '../context.ts'
import { missingOf } from '../progress/missing.ts'

/** The sessions of assignments as their counter sees them, newest first. */
export async function sessionsByAssignment(ctx: EngineContext, assignments: readonly AssignmentId[]) {
  const found = new Map<AssignmentId, MyArea['sessions']>()
  if (assignments.length === 0) return found
  const rows = await ctx.db.read
    .selectFrom('inventory_count_import as s')
    .select((eb) => [
      's.inventory_count_import_id',
      's.assignment_id',
      's.status_id',
      's.created_date',
      eb
        .selectFrom('scan as e')
        .select((inner) => inner.fn.countAll<number>().as('scans'))
        .whereRef('e.session_id', '=', 's.inventory_count_import_id')
        .where('e.kind', 'in', ['scan', 'hand', 'set'])
        .as('scans'),
      eb
        .selectFrom('scan as e')
        .innerJoin('device as d', 'd.device_id', 'e.device_id')
        .select('d.label')
        .whereRef('e.session_id', '=', 's.inventory_count_import_id')
        .orderBy('e.change_seq', 'desc')
        .limit(1)
        .as('label'),
      eb
        .selectFrom('scan as e')
        .select('e.received_at')
        .whereRef('e.session_id', '=', 's.inventory_count_import_id')
        .orderBy('e.change_seq', 'desc')
        .limit(1)
        .as('heard_at'),
      's.submit_seqs',
    ])
    .where('s.assignment_id', 'in', assignments)
    .orderBy('s.inventory_count_import_id', 'desc')
    .execute()
  const held = await heldOfDevices(
    ctx,
    rows.flatMap((row) => (row.status_id === 'submitting' ? row.inventory_count_import_id : [])),
  )
  for (const [assignmentId, members] of Map.groupBy(rows, (row) => row.assignment_id)) {
    found.set(
      assignmentId,
      members.map((row) => ({
        sessionId: row.inventory_count_import_id,
        state: row.status_id,
        startedAt: row.created_date,
        scans: row.scans ?? 0,
        deviceLabel: row.label,
        heardAt: row.heard_at,
        waitingFor:
          row.status_id === 'submitting'
            ? missingOf(row.submit_seqs, held.get(row.inventory_count_import_id) ?? [])
            : [],
      })),
    )
  }
  return found
}

async function heldOfDevices(ctx: EngineContext, sessions: readonly SessionId[]) {
  if (sessions.length === 0) return new Map<SessionId, never[]>()
  const rows = await ctx.db.read
    .selectFrom('session_device as d')
    .leftJoin('device', 'device.device_id', 'd.device_id')
    .select(['d.session_id', 'd.device_id', 'd.acked_through', 'device.label'])
    .where('d.session_id', 'in', sessions)
    .execute()
  return Map.groupBy(rows, (row) => row.session_id)
}
