import type { Schema } from '@cyclecount/db'
import type { FacilityId, OrgId, RunId, ScheduledFacilityId } from '@cyclecount/domain'
import { sql } from 'kysely'
import type { EngineContext, Tx } from '../context.ts'

export type JobKind = Schema['job']['kind']

interface JobRequest {
  readonly kind: JobKind
  readonly orgId: OrgId
  readonly facilityId: FacilityId
  /** What is worked on: for `reconcile`, `read-book` and `watch-book` the run, for `schedule` the schedule at a facility, for `suggest` the facility. */
  readonly subjectId: RunId | ScheduledFacilityId | FacilityId
  /** When it is due, UTC ms; left out: now. */
  readonly dueAt?: number
}

/**
 * Wants the work done, due now or when it says, if and only if the transaction commits. One job waits per subject; asked again while it waits nothing is
 * added, and asked while it is being worked it is worked once more.
 */
export async function requestJob(tx: Tx, ctx: EngineContext, request: JobRequest): Promise<void> {
  const at = ctx.now()
  const { dueAt = at } = request
  await tx
    .insertInto('job')
    .values({
      job_id: ctx.newId(),
      org_id: request.orgId,
      facility_id: request.facilityId,
      kind: request.kind,
      about_id: request.subjectId,
      state: 'waiting',
      requested: 1,
      attempts: 0,
      next_at: dueAt,
      lease_owner: null,
      lease_until: 0,
      fencing_token: 0,
      last_message: null,
      created_at: at,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['kind', 'about_id'])
        // A literal: the index that is meant is found before parameters have values.
        .where('state', '=', sql.lit('waiting'))
        .doUpdateSet((eb) => ({ requested: eb('job.requested', '+', 1), next_at: dueAt })),
    )
    .execute()
}

/** Wants the run reconciled: its facts are other ones once the transaction commits. */
export function requestReconcile(
  tx: Tx,
  ctx: EngineContext,
  of: Pick<JobRequest, 'orgId' | 'facilityId'> & { readonly runId: RunId },
): Promise<void> {
  return requestJob(tx, ctx, {
    kind: 'reconcile',
    orgId: of.orgId,
    facilityId: of.facilityId,
    subjectId: of.runId,
  })
}

/** Wants the book read and kept as it is now: a count has begun, or the backend says that something changed. */
export function requestBookRead(
  tx: Tx,
  ctx: EngineContext,
  of: Pick<JobRequest, 'orgId' | 'facilityId'> & { readonly runId: RunId },
  dueAt = ctx.now(),
): Promise<void> {
  const { orgId, facilityId, runId } = of
  return requestJob(tx, ctx, { kind: 'read-book', orgId, facilityId, subjectId: runId, dueAt })
}

/** Wants looked at what the backend books late of a run in review. */
export function requestBookWatch(
  tx: Tx,
  ctx: EngineContext,
  of: Pick<JobRequest, 'orgId' | 'facilityId'> & { readonly runId: RunId },
  dueAt: number,
): Promise<void> {
  const { orgId, facilityId, runId } = of
  return requestJob(tx, ctx, { kind: 'watch-book', orgId, facilityId, subjectId: runId, dueAt })
}

/** Wants the facility's suggestions worked out anew: something says so since they were. */
export function requestSuggestions(
  tx: Tx,
  ctx: EngineContext,
  of: Pick<JobRequest, 'orgId' | 'facilityId'>,
): Promise<void> {
  return requestJob(tx, ctx, { kind: 'suggest', ...of, subjectId: of.facilityId })
}

/** The same, where somebody uses the facility's suggestions: a count was handed in. */
export async function requestUsedSuggestions(
  tx: Tx,
  ctx: EngineContext,
  of: Pick<JobRequest, 'orgId' | 'facilityId'>,
): Promise<void> {
  const used = await tx
    .selectFrom('suggestion_state')
    .select('facility_id')
    .where('facility_id', '=', of.facilityId)
    .executeTakeFirst()
  if (used) await requestSuggestions(tx, ctx, of)
}

/** Whether such work waits for the subject already; work that was begun may have overlooked what is new. */
export async function hasJob(tx: Tx, kind: JobKind, subjectId: JobRequest['subjectId']): Promise<boolean> {
  const waiting = await tx
    .selectFrom('job')
    .select('job_id')
    .where('kind', '=', kind)
    .where('about_id', '=', subjectId)
    .where('state', '=', 'waiting')
    .where('lease_owner', 'is', null)
    .executeTakeFirst()
  return waiting !== undefined
}
