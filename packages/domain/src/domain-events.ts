/** What the company's event ledger tells of. */
export const domainEventTypes = [
  'run.created',
  'run.assigned',
  'run.approved',
  'run.sent-back',
  'run.changed',
  'run.counting',
  'run.submitted',
  'run.accepted',
  'run.returned',
  'run.cancelled',
  'session.submitted',
  'proposal.created',
  'proposal.accepted',
  'proposal.rejected',
  'proposal.failed',
  'inventory.adjusted',
  'adjustment.requested',
  'adjustment.inquired',
] as const
export type DomainEventType = (typeof domainEventTypes)[number]
