import type { FacilityId, OrgId, PersonId, RunId, VarianceId } from '@cyclecount/domain'
import { integer, nullable, table, text, uuid } from '../plumbing/table.ts'

/** What finance notes of a facility's count: its cut-off (JSON, answer by question), the day it is posted on and the period it falls in. */
export const countClosing = table(
  'count_closing',
  {
    run_id: uuid<RunId>(),
    facility_id: uuid<FacilityId>(),
    org_id: uuid<OrgId>(),
    /** A calendar day, `2026-11-30`. */
    posting_date: nullable(text()),
    accounting_period: text(),
    cut_off: text(),
    noted_by: uuid<PersonId>(),
    noted_at: integer(),
  },
  {
    primaryKey: ['run_id', 'facility_id'],
    references: { run_id: ['count_run', 'run_id'], facility_id: ['facility', 'facility_id'] },
  },
)

/** What an auditor counted themselves of a line, beside what was counted of it at that moment. Never changed; another one is another row. */
export const auditorTestCount = table(
  'auditor_test_count',
  {
    test_count_id: uuid<string>(),
    org_id: uuid<OrgId>(),
    run_id: uuid<RunId>(),
    facility_id: uuid<FacilityId>(),
    variance_id: uuid<VarianceId>(),
    counted_milli: integer(),
    recorded_milli: integer(),
    note: text(),
    counted_by: uuid<PersonId>(),
    counted_at: integer(),
  },
  {
    primaryKey: ['test_count_id'],
    indexes: [['run_id', 'facility_id']],
    references: {
      run_id: ['count_run', 'run_id'],
      variance_id: ['inv_count_import_variance', 'variance_id'],
    },
  },
)

/** The store's certificate: who signed which words, over which figures (SHA-256, hexadecimal). Never changed; the newest stands. */
export const countCertificate = table(
  'count_certificate',
  {
    certificate_id: uuid<string>(),
    org_id: uuid<OrgId>(),
    run_id: uuid<RunId>(),
    facility_id: uuid<FacilityId>(),
    statement: text(),
    figures_hash: text(),
    signed_by: uuid<PersonId>(),
    signed_at: integer(),
  },
  {
    primaryKey: ['certificate_id'],
    indexes: [['run_id', 'facility_id']],
    references: { run_id: ['count_run', 'run_id'], facility_id: ['facility', 'facility_id'] },
  },
)
