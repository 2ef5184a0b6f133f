import type { FacilityId, OrgId, PersonId, RunId } from '@cyclecount/domain'
import { integer, table, text, uuid } from '../plumbing/table.ts'

/** Two lines of a round that somebody said are no move: they are not offered as one again. `line_key` sorts before `other_line_key`. */
export const offsetRejection = table(
  'offset_rejection',
  {
    run_id: uuid<RunId>(),
    facility_id: uuid<FacilityId>(),
    round: integer(),
    line_key: text(),
    other_line_key: text(),
    org_id: uuid<OrgId>(),
    rejected_by: uuid<PersonId>(),
    rejected_at: integer(),
  },
  {
    primaryKey: ['run_id', 'facility_id', 'round', 'line_key', 'other_line_key'],
    references: { run_id: ['count_run', 'run_id'] },
  },
)
