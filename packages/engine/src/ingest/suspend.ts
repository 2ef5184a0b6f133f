import type { AssignmentId, RunId, Sentence } from '@cyclecount/domain'
import type { Actor, EngineContext, Tx } from '../context.ts'
import { lockSession, moveTo } from './session.ts'

/** Suspends the counts under way of an assignment or a run; their scans stay and they can still be submitted. */
export async function suspendSessions(
  ctx: EngineContext,
  tx: Tx,
  actor: Actor,
  what: ({ readonly assignmentId: AssignmentId } | { readonly runId: RunId }) & { readonly reason: Sentence },
): Promise<void> {
  const query = tx
    .selectFrom('inventory_count_import')
    .select('inventory_count_import_id')
    .where('org_id', '=', actor.orgId)
    .where('status_id', 'in', ['counting', 'paused'])
    .orderBy('inventory_count_import_id')
  const rows = await (
    'runId' in what
      ? query.where('run_id', '=', what.runId)
      : query.where('assignment_id', '=', what.assignmentId)
  ).execute()
  for (const row of rows) {
    const session = await lockSession(tx, row.inventory_count_import_id)
    if (!session || (session.state !== 'counting' && session.state !== 'paused')) continue
    await moveTo(ctx, tx, session, 'suspended', { personId: actor.personId, deviceId: null }, what.reason)
  }
}
