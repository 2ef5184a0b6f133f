import type { BackendId, OrgId, ReasonId } from '@cyclecount/domain'
import { table, text, uuid } from '../plumbing/table.ts'

/** What a backend calls a reason, where it is not the reason's own code. */
export const reasonMapping = table(
  'reason_mapping',
  {
    backend_id: uuid<BackendId>(),
    reason_id: uuid<ReasonId>(),
    org_id: uuid<OrgId>(),
    backend_code: text(),
  },
  {
    primaryKey: ['backend_id', 'reason_id'],
    references: {
      backend_id: ['backend', 'backend_id'],
      reason_id: ['decision_reason', 'reason_id'],
    },
  },
)
