import type { AreaId, FacilityId, OrgId, PersonId, RunId } from '@cyclecount/domain'
import { integer, nullable, table, text, uuid } from '../plumbing/table.ts'

/** A facility's count handed to HQ, and what HQ said. `number` 1 is the first time; each return is followed by the next. */
export const facilitySubmission = table(
  'facility_submission',
  {
    run_id: uuid<RunId>(),
    facility_id: uuid<FacilityId>(),
    number: integer(),
    org_id: uuid<OrgId>(),
    submitted_at: integer(),
    submitted_by: uuid<PersonId>(),
    note: text(),
    /** Null while it waits for HQ. */
    outcome: nullable(text<'accepted' | 'returned'>()),
    answered_at: nullable(integer()),
    answered_by: nullable(uuid<PersonId>()),
    /** Why it was returned, or what was noted on accepting it. */
    answer: text(),
  },
  {
    primaryKey: ['run_id', 'facility_id', 'number'],
    indexes: [['org_id', 'submitted_at']],
    references: { run_id: ['count_run', 'run_id'], facility_id: ['facility', 'facility_id'] },
  },
)

/** Why an area of a round was not counted. A count of it that is submitted makes it idle; a later one replaces it. */
export const areaExplanation = table(
  'area_explanation',
  {
    run_id: uuid<RunId>(),
    facility_id: uuid<FacilityId>(),
    round: integer(),
    area_id: uuid<AreaId>(),
    org_id: uuid<OrgId>(),
    reason: text(),
    explained_by: uuid<PersonId>(),
    explained_at: integer(),
  },
  {
    primaryKey: ['run_id', 'facility_id', 'round', 'area_id'],
    references: { run_id: ['count_run', 'run_id'], area_id: ['area', 'area_id'] },
  },
)
