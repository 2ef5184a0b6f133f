import type { FacilityId, OrgId, PersonId, Sealed } from '@cyclecount/domain'
import { bytes, integer, nullable, table, text, uuid } from '../plumbing/table.ts'

/** Facilities whose backend tells that stock changed there. What it says is signed with `secret`, before `previous_until` also with the earlier one. */
export const stockHintSource = table(
  'stock_hint_source',
  {
    facility_id: uuid<FacilityId>(),
    org_id: uuid<OrgId>(),
    secret: text<Sealed>(),
    previous_secret: nullable(text<Sealed>()),
    previous_until: integer(),
    started_by: uuid<PersonId>(),
    started_at: integer(),
    stopped_at: nullable(integer()),
  },
  { primaryKey: ['facility_id'], references: { facility_id: ['facility', 'facility_id'] } },
)

/** What it told, by the id of the message: the same message again asks for nothing. */
export const stockHint = table(
  'stock_hint',
  {
    facility_id: uuid<FacilityId>(),
    message_id: text(),
    org_id: uuid<OrgId>(),
    body_hash: bytes(),
    changed_at: integer(),
    received_at: integer(),
  },
  { primaryKey: ['facility_id', 'message_id'], references: { facility_id: ['facility', 'facility_id'] } },
)
