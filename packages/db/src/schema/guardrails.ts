import type { FacilityId, OrgId, PersonId, RunId, VarianceId } from '@cyclecount/domain'
import { integer, nullable, table, text, uuid } from '../plumbing/table.ts'

/** Versions of the rules, never changed: the newest holds. `rules` is JSON, complete. `made_by` null: the server itself. */
export const guardrailVersion = table(
  'guardrail_version',
  {
    org_id: uuid<OrgId>(),
    version: integer(),
    rules: text(),
    reason: text(),
    made_by: nullable(uuid<PersonId>()),
    made_at: integer(),
  },
  { primaryKey: ['org_id', 'version'], references: { org_id: ['org', 'org_id'] } },
)

/** What the rules said of an open line when it was compared last; `because` is JSON. A line that is decided has none. */
export const lineVerdict = table(
  'line_verdict',
  {
    variance_id: uuid<VarianceId>(),
    org_id: uuid<OrgId>(),
    run_id: uuid<RunId>(),
    facility_id: uuid<FacilityId>(),
    verdict: text<'automatic' | 'person' | 'recount'>(),
    because: text(),
    rule_version: text(),
  },
  {
    primaryKey: ['variance_id'],
    indexes: [['run_id', 'facility_id']],
    references: { variance_id: ['inv_count_import_variance', 'variance_id'] },
  },
)
