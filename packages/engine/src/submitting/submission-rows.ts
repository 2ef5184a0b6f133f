import type { Submission } from '@cyclecount/contract'
import type { Schema } from '@cyclecount/db'
import type { FacilityId, PersonId, RunId, RunStatus } from '@cyclecount/domain'
import type { ReadOrTx, Tx } from '../context.ts'

export type SubmissionRow = Schema['facility_submission']

interface At {
  readonly runId: RunId
  readonly facilityId: FacilityId
}

/** Every time the count was handed to HQ, newest first. */
export async function submissionsOf(
  db: ReadOrTx,
  { runId, facilityId }: At,
): Promise<readonly SubmissionRow[]> {
  return db
    .selectFrom('facility_submission')
    .selectAll()
    .where('run_id', '=', runId)
    .where('facility_id', '=', facilityId)
    .orderBy('number', 'desc')
    .execute()
}

export async function newestSubmission(db: ReadOrTx, at: At): Promise<SubmissionRow | null> {
  return (await submissionsOf(db, at))[0] ?? null
}

/** Whose names a submission shows. */
export function peopleOf(row: SubmissionRow): readonly PersonId[] {
  return row.answered_by === null ? [row.submitted_by] : [row.submitted_by, row.answered_by]
}

export function toSubmission(row: SubmissionRow, nameOf: (personId: PersonId) => string): Submission {
  return {
    number: row.number,
    submittedAt: row.submitted_at,
    submittedBy: nameOf(row.submitted_by),
    note: row.note,
    outcome: row.outcome,
    answeredAt: row.answered_at,
    answeredBy: row.answered_by === null ? null : nameOf(row.answered_by),
    answer: row.answer,
  }
}

export async function setStatus(tx: Tx, { runId, facilityId }: At, status: RunStatus): Promise<void> {
  await tx
    .updateTable('run_facility')
    .set({ status })
    .where('run_id', '=', runId)
    .where('facility_id', '=', facilityId)
    .execute()
}
