import type { AreaId, FacilityId, OrgId, PersonId, RunId } from '@cyclecount/domain'
import { integer, table, text, uuid } from '../plumbing/table.ts'

/**
 * Who shall have an area of a run, before anybody is told: several people count it together, nobody has it taken back. `people` and `held` are
 * JSON lists of persons; `held` is who had it when this was drafted, so that publishing sees whether that changed meanwhile.
 */
export const assignmentDraft = table(
  'assignment_draft',
  {
    run_id: uuid<RunId>(),
    area_id: uuid<AreaId>(),
    org_id: uuid<OrgId>(),
    facility_id: uuid<FacilityId>(),
    people: text(),
    held: text(),
    drafted_by: uuid<PersonId>(),
    drafted_at: integer(),
  },
  {
    primaryKey: ['run_id', 'area_id'],
    indexes: [['org_id', 'facility_id']],
    references: { run_id: ['count_run', 'run_id'], area_id: ['area', 'area_id'] },
  },
)

/** When a person can count: `hours` is JSON of the contract's working hours. No row: the usual hours. */
export const personAvailability = table(
  'person_availability',
  {
    person_id: uuid<PersonId>(),
    org_id: uuid<OrgId>(),
    hours: text(),
    changed_by: uuid<PersonId>(),
    changed_at: integer(),
  },
  { primaryKey: ['person_id'], references: { person_id: ['person', 'person_id'] } },
)
