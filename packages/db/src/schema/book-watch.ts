import type { FacilityId, OrgId, RunId, VarianceId } from '@cyclecount/domain'
import { integer, table, text, uuid } from '../plumbing/table.ts'

/** How far the backend's movements were looked at for a run in review: `mark` is the backend's own of a read. */
export const bookWatch = table(
  'book_watch',
  {
    run_id: uuid<RunId>(),
    facility_id: uuid<FacilityId>(),
    org_id: uuid<OrgId>(),
    mark: text(),
    looked_at: integer(),
  },
  { primaryKey: ['run_id', 'facility_id'], references: { run_id: ['count_run', 'run_id'] } },
)

/** A decided line of which the book says something else by now as of its count. The decision stands: people say what becomes of it. */
export const bookMoved = table(
  'book_moved',
  {
    variance_id: uuid<VarianceId>(),
    org_id: uuid<OrgId>(),
    run_id: uuid<RunId>(),
    facility_id: uuid<FacilityId>(),
    expected_milli: integer(),
    noted_at: integer(),
  },
  {
    primaryKey: ['variance_id'],
    references: { variance_id: ['inv_count_import_variance', 'variance_id'] },
  },
)
