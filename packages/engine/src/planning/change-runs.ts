import { fail } from '@cyclecount/contract'
import type { CountType } from '@cyclecount/db'
import { moveRun, type FacilityId, type RunId, type RunStatus } from '@cyclecount/domain'
import { appendAudit } from '../audit/chain.ts'
import { causeOf, type Actor, type EngineContext, type Tx } from '../context.ts'
import { noteEvents } from '../events/note-events.ts'
import { say } from '../words/say.ts'
import { heldOfRuns } from './held-of-runs.ts'
import type { RunWindow } from './run-window.ts'

/** A run that nobody has begun, as it is now and as it is to be. */
export interface RunChange {
  readonly runId: RunId
  readonly facilityId: FacilityId
  readonly status: RunStatus
  readonly name: string
  readonly blind: boolean
  readonly countType: CountType
  readonly window: RunWindow
  /** How many items it has afterwards. */
  readonly items: number
}

export const notBegun = ['proposed', 'sent-back', 'planned'] as const satisfies readonly RunStatus[]

/**
 * Changes runs before anybody counts them, in the caller's transaction, each told to its auditor. A run that HQ sent back is proposed again by it. Fails
 * with `closed` where one was begun meanwhile. Its items are the caller's to write.
 */
export async function changeRuns(
  ctx: EngineContext,
  tx: Tx,
  actor: Actor,
  changes: readonly RunChange[],
): Promise<void> {
  const held = await heldOfRuns(tx, actor.orgId, actor)
  for (const { runId, status, ...to } of changes) {
    const moved = status === 'sent-back' ? moveRun(status, 'propose') : status
    const { numUpdatedRows } = await tx
      .updateTable('run_facility')
      .set({
        status: moved === 'refused' ? status : moved,
        start_local: to.window.startLocal,
        start_at_utc: to.window.startAt,
        due_local: to.window.dueLocal,
        due_at_utc: to.window.dueAt,
      })
      .where('run_id', '=', runId)
      .where('status', '=', status)
      .where('status', 'in', notBegun)
      .executeTakeFirstOrThrow()
    if (numUpdatedRows === 0n) fail('closed', say('run.begun'))
    const blind = to.blind || held(to.countType, to.facilityId).blind
    await tx
      .updateTable('count_run')
      .set({ name: to.name, blind: blind ? 1 : 0, count_type_enum_id: to.countType })
      .where('run_id', '=', runId)
      .execute()
  }
  const at = ctx.now()
  await appendAudit(
    tx,
    causeOf(actor),
    changes.map(({ runId, facilityId, status, window, ...after }) => ({
      facilityId,
      at,
      tag: 'run.changed',
      subjectKind: 'run',
      subjectId: runId,
      before: { status },
      after: { ...after, ...window, ...(status === 'sent-back' ? { status: 'proposed' } : {}) },
    })),
    ctx.db.rows,
  )
  await noteEvents(
    ctx,
    tx,
    actor.orgId,
    changes.map(({ runId, facilityId, name, window: { startAt, dueAt } }) => ({
      type: 'run.changed',
      facilityId,
      subject: `run/${runId}`,
      data: { runId, name, startAt, dueAt },
    })),
  )
}
