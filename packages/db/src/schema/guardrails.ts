import type {
  AssignmentId,
  FacilityId,
  LocationId,
  OrgId,
  PersonId,
  ProductId,
  RunId,
  VarianceId,
} from '@cyclecount/domain'
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

/** What a recount is asked to look at: a product at a location (null: wherever it lies in the area), of the line as it was then. */
export const recountItem = table(
  'recount_item',
  {
    assignment_id: uuid<AssignmentId>(),
    variance_id: uuid<VarianceId>(),
    org_id: uuid<OrgId>(),
    run_id: uuid<RunId>(),
    facility_id: uuid<FacilityId>(),
    round: integer(),
    product_id: uuid<ProductId>(),
    location_id: nullable(uuid<LocationId>()),
    note: text(),
  },
  {
    primaryKey: ['assignment_id', 'variance_id'],
    indexes: [['run_id', 'facility_id']],
    references: {
      assignment_id: ['count_assignment', 'assignment_id'],
      variance_id: ['inv_count_import_variance', 'variance_id'],
    },
  },
)
