import type { FacilityId, OrgId, PersonId, RunId, SessionId } from '@cyclecount/domain'
import { integer, table, text, uuid } from '../plumbing/table.ts'

/** A count that was made elsewhere and that a person took in. The same content counts once at a facility. */
export const countUpload = table(
  'count_upload',
  {
    upload_id: uuid<string>(),
    org_id: uuid<OrgId>(),
    facility_id: uuid<FacilityId>(),
    run_id: uuid<RunId>(),
    kind: text<'file' | 'sheet'>(),
    /** Of the file, or what else it is known by. */
    name: text(),
    /** SHA-256 of the content, in hexadecimal. */
    content_hash: text(),
    counted_by: uuid<PersonId>(),
    uploaded_by: uuid<PersonId>(),
    uploaded_at: integer(),
  },
  {
    primaryKey: ['upload_id'],
    unique: [{ name: 'one_upload_per_content', on: ['facility_id', 'content_hash'] }],
    references: { run_id: ['count_run', 'run_id'], facility_id: ['facility', 'facility_id'] },
  },
)

/** The sessions that came of an upload. */
export const sessionUpload = table(
  'session_upload',
  { session_id: uuid<SessionId>(), upload_id: uuid<string>(), org_id: uuid<OrgId>() },
  {
    primaryKey: ['session_id'],
    references: {
      session_id: ['inventory_count_import', 'inventory_count_import_id'],
      upload_id: ['count_upload', 'upload_id'],
    },
  },
)
