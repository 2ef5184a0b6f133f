import type { CountType } from '@cyclecount/db'
import type { CountingRole, FacilityId, PersonId, PlanId, RunId, RunStatus } from '@cyclecount/domain'
import { appendAudit } from '../audit/chain.ts'
import type { Cause, EngineContext, Tx } from '../context.ts'
import { noteEvents } from '../events/note-events.ts'
import type { RunWindow } from './run-window.ts'

export interface NewRun {
  readonly runId: RunId
  readonly facilityId: FacilityId
  readonly planId: PlanId | null
  readonly name: string
  readonly countType: CountType
  readonly blind: boolean
  /** The roles whose people may be given something of it; null: all who count. */
  readonly mayCount: readonly CountingRole[] | null
  readonly window: RunWindow
  readonly status: RunStatus
  readonly createdBy: PersonId
  /** Nothing of it can have been counted before. */
  readonly createdAt: number
  /** How many items it is given next, in the same transaction; 0 of a hard count. */
  readonly items: number
}

/** Runs that were checked, any number of them in the caller's transaction, each told to the auditor and the events of its facility. */
export async function insertRuns(
  ctx: EngineContext,
  tx: Tx,
  cause: Cause,
  runs: readonly NewRun[],
): Promise<void> {
  await ctx.db.rows.insert(
    tx,
    'count_run',
    runs.map((run) => ({
      run_id: run.runId,
      org_id: cause.orgId,
      plan_id: run.planId,
      name: run.name,
      count_type_enum_id: run.countType,
      blind: run.blind ? (1 as const) : (0 as const),
      may_count: run.mayCount === null ? null : JSON.stringify(run.mayCount),
      cancelled_at: null,
      created_by: run.createdBy,
      created_at: run.createdAt,
    })),
  )
  await ctx.db.rows.insert(
    tx,
    'run_facility',
    runs.map((run) => ({
      run_id: run.runId,
      facility_id: run.facilityId,
      org_id: cause.orgId,
      status: run.status,
      round: 1,
      start_local: run.window.startLocal,
      start_at_utc: run.window.startAt,
      due_local: run.window.dueLocal,
      due_at_utc: run.window.dueAt,
      reconciled_at: null,
      reconciled_scans: null,
      approval_note: null,
      approval_by: null,
      approval_at: null,
    })),
  )
  const at = ctx.now()
  await appendAudit(
    tx,
    cause,
    runs.map(({ runId, facilityId, planId, name, countType, blind, mayCount, items, status, window }) => ({
      facilityId,
      at,
      tag: 'run.created',
      subjectKind: 'run',
      subjectId: runId,
      after: { name, facilityId, planId, countType, blind, mayCount, items, status, ...window },
    })),
    ctx.db.rows,
  )
  await noteEvents(
    ctx,
    tx,
    cause.orgId,
    runs.map(({ runId, facilityId, planId, name, countType, status, window: { startAt, dueAt } }) => ({
      type: 'run.created',
      facilityId,
      subject: `run/${runId}`,
      data: { runId, planId, name, countType, status, startAt, dueAt },
    })),
  )
}
