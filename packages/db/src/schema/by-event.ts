import type { FacilityId, OrgId, PersonId, Sealed } from '@cyclecount/domain'
import { bytes, flag, integer, nullable, table, text, uuid } from '../plumbing/table.ts'

/**
 * Facilities whose adjustments another system is asked for by an event and answers by one. Its answers are signed with `secret`, before
 * `previous_until` also with the earlier one, and are taken after `stopped_at`, too: what was asked before is still answered.
 */
export const facilityByEvent = table(
  'facility_by_event',
  {
    facility_id: uuid<FacilityId>(),
    org_id: uuid<OrgId>(),
    answer_within_ms: integer(),
    /** It can be asked what became of a request (`adjustment.inquired`). */
    looks_up: flag(),
    secret: text<Sealed>(),
    previous_secret: nullable(text<Sealed>()),
    previous_until: integer(),
    started_by: uuid<PersonId>(),
    started_at: integer(),
    stopped_at: nullable(integer()),
  },
  { primaryKey: ['facility_id'], references: { facility_id: ['facility', 'facility_id'] } },
)

/** What was asked under a delivery's key, with the answer as soon as it has come (JSON). */
export const adjustmentRequest = table(
  'adjustment_request',
  {
    idempotency_key: text(),
    org_id: uuid<OrgId>(),
    facility_id: uuid<FacilityId>(),
    content_hash: bytes(),
    asked_at: integer(),
    answer_by: integer(),
    answer: nullable(text()),
  },
  {
    primaryKey: ['idempotency_key'],
    references: {
      idempotency_key: ['delivery', 'idempotency_key'],
      facility_id: ['facility', 'facility_id'],
    },
  },
)

/** Answers by the id of the message that brought them: the same message again says nothing new. */
export const adjustmentAnswer = table(
  'adjustment_answer',
  {
    facility_id: uuid<FacilityId>(),
    message_id: text(),
    org_id: uuid<OrgId>(),
    idempotency_key: text(),
    body_hash: bytes(),
    /** `taken` settles the request, `before` says what was said, `otherwise` contradicts it and changes nothing. */
    became: text<'taken' | 'before' | 'otherwise'>(),
    received_at: integer(),
  },
  {
    primaryKey: ['facility_id', 'message_id'],
    references: { idempotency_key: ['adjustment_request', 'idempotency_key'] },
  },
)
