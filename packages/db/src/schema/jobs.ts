import type { FacilityId, OrgId, RunId, ScheduledFacilityId } from '@cyclecount/domain'
import { integer, nullable, table, text, uuid } from '../plumbing/table.ts'

/**
 * Long work that has to happen, wanted in the transaction of what caused it. While one waits for a subject, a further request only
 * counts `requested` up: who finishes having seen fewer leaves it waiting. Worked under a lease with a fencing token that only grows.
 */
export const job = table(
  'job',
  {
    job_id: uuid<string>(),
    org_id: uuid<OrgId>(),
    facility_id: uuid<FacilityId>(),
    kind: text<'reconcile' | 'read-book' | 'watch-book' | 'schedule' | 'suggest'>(),
    /** Of `reconcile`, `read-book` and `watch-book` the run, of `schedule` the schedule at a facility, of `suggest` the facility. (`subject_id` is text of any kind elsewhere.) */
    about_id: uuid<RunId | ScheduledFacilityId | FacilityId>(),
    state: text<'waiting' | 'done' | 'dead'>(),
    requested: integer(),
    attempts: integer(),
    next_at: integer(),
    lease_owner: nullable(text()),
    lease_until: integer(),
    fencing_token: integer(),
    last_message: nullable(text()),
    created_at: integer(),
  },
  {
    primaryKey: ['job_id'],
    unique: [{ name: 'one_waiting_job', on: ['kind', 'about_id'], where: "state = 'waiting'" }],
    indexes: [['state', 'next_at']],
    references: { facility_id: ['facility', 'facility_id'] },
  },
)

/** Written before the work and completed after it, by who still holds the job. */
export const jobAttempt = table(
  'job_attempt',
  {
    attempt_id: uuid<string>(),
    job_id: uuid<string>(),
    org_id: uuid<OrgId>(),
    fencing_token: integer(),
    started_at: integer(),
    finished_at: nullable(integer()),
    outcome: nullable(text<'done' | 'failed'>()),
    message: nullable(text()),
  },
  {
    primaryKey: ['attempt_id'],
    indexes: [['job_id', 'started_at']],
    references: { job_id: ['job', 'job_id'] },
  },
)
