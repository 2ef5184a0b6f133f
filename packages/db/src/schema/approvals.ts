import type {
  FacilityId,
  OrgId,
  PersonId,
  Precedence,
  ProposalId,
  ReasonId,
  RunId,
  VarianceId,
} from '@cyclecount/domain'
import { integer, nullable, table, text, uuid } from '../plumbing/table.ts'

/**
 * What one person approved though it is above what they approve alone: nothing is proposed until somebody of HQ approves it too. `layer` is the layer
 * of the rules that says so, `rule_version` the version of them. It stays when the line is decided, and counts for this version of the line alone.
 */
export const firstApproval = table(
  'first_approval',
  {
    variance_id: uuid<VarianceId>(),
    org_id: uuid<OrgId>(),
    run_id: uuid<RunId>(),
    facility_id: uuid<FacilityId>(),
    reason_id: uuid<ReasonId>(),
    note: text(),
    precedence: text<Precedence>(),
    /** The same on both halves of what was approved as one move. */
    move_id: nullable(uuid<string>()),
    layer: text(),
    rule_version: text(),
    approved_by: uuid<PersonId>(),
    approved_at: integer(),
  },
  {
    primaryKey: ['variance_id'],
    indexes: [['run_id', 'facility_id']],
    references: {
      variance_id: ['inv_count_import_variance', 'variance_id'],
      reason_id: ['decision_reason', 'reason_id'],
    },
  },
)

/** That somebody wants an accepted adjustment taken back. Somebody else answers; `reversal_id` is what was proposed then. */
export const reversalRequest = table(
  'reversal_request',
  {
    request_id: uuid<string>(),
    org_id: uuid<OrgId>(),
    facility_id: uuid<FacilityId>(),
    proposal_id: uuid<ProposalId>(),
    reason_id: uuid<ReasonId>(),
    note: text(),
    asked_by: uuid<PersonId>(),
    asked_at: integer(),
    outcome: nullable(text<'approved' | 'declined'>()),
    answer: nullable(text()),
    answered_by: nullable(uuid<PersonId>()),
    answered_at: nullable(integer()),
    reversal_id: nullable(uuid<ProposalId>()),
  },
  {
    primaryKey: ['request_id'],
    unique: [{ name: 'one_open_reversal_request', on: ['proposal_id'], where: 'outcome is null' }],
    indexes: [['org_id', 'facility_id']],
    references: {
      proposal_id: ['proposed_actions', 'proposal_id'],
      reason_id: ['decision_reason', 'reason_id'],
    },
  },
)
