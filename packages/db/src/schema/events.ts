import type { DomainEventType, FacilityId, OrgId, PersonId, Sealed, WebhookId } from '@cyclecount/domain'
import { flag, integer, nullable, table, text, uuid } from '../plumbing/table.ts'

/**
 * The event ledger: what happened, written in the transaction of what happened. `seq` is given afterwards, one after the other per company and
 * without gaps (null until then), so that nobody who counts or decides waits for a number. `data` and `costs` are JSON; who may see cost is given
 * both.
 */
export const events = table(
  'events',
  {
    event_id: uuid<string>(),
    org_id: uuid<OrgId>(),
    seq: nullable(integer()),
    facility_id: uuid<FacilityId>(),
    type: text<DomainEventType>(),
    subject: text(),
    occurred_at: integer(),
    data: text(),
    costs: nullable(text()),
  },
  {
    primaryKey: ['event_id'],
    unique: [{ name: 'event_sequence', on: ['org_id', 'seq'], where: 'seq is not null' }],
    indexes: [{ on: ['org_id', 'event_id'], where: 'seq is null' }],
    references: { facility_id: ['facility', 'facility_id'] },
  },
)

/** The last number given in the company's ledger; locked while numbers are given. */
export const eventHead = table(
  'event_head',
  { org_id: uuid<OrgId>(), last_seq: integer() },
  { primaryKey: ['org_id'] },
)

/**
 * An address that is told of events. `types` is JSON, empty for all. Events up to `told_through` are in its deliveries or not for it. Before
 * `previous_until` the earlier secret signs, too.
 */
export const webhook = table(
  'webhook',
  {
    webhook_id: uuid<WebhookId>(),
    org_id: uuid<OrgId>(),
    name: text(),
    url: text(),
    types: text(),
    shows_cost: flag(),
    status: text<'active' | 'paused' | 'gone'>(),
    secret: text<Sealed>(),
    previous_secret: nullable(text<Sealed>()),
    previous_until: integer(),
    told_through: integer(),
    created_by: uuid<PersonId>(),
    created_at: integer(),
    removed_at: nullable(integer()),
  },
  { primaryKey: ['webhook_id'], indexes: [['org_id']], references: { org_id: ['org', 'org_id'] } },
)

/** Of which facilities it is told. */
export const webhookFacility = table(
  'webhook_facility',
  { webhook_id: uuid<WebhookId>(), facility_id: uuid<FacilityId>(), org_id: uuid<OrgId>() },
  {
    primaryKey: ['webhook_id', 'facility_id'],
    references: { webhook_id: ['webhook', 'webhook_id'], facility_id: ['facility', 'facility_id'] },
  },
)

/** One event for one webhook. Who sends it puts `next_at` off first, so that nobody else does meanwhile. `dead`: given up until replayed. */
export const webhookDelivery = table(
  'webhook_delivery',
  {
    webhook_id: uuid<WebhookId>(),
    event_id: uuid<string>(),
    org_id: uuid<OrgId>(),
    seq: integer(),
    state: text<'waiting' | 'done' | 'dead'>(),
    attempts: integer(),
    next_at: integer(),
  },
  {
    primaryKey: ['webhook_id', 'event_id'],
    indexes: [{ on: ['next_at'], where: "state = 'waiting'" }, ['webhook_id', 'state', 'seq']],
    references: { webhook_id: ['webhook', 'webhook_id'], event_id: ['events', 'event_id'] },
  },
)

/** What came of each sending. `status`: of HTTP, null where there was no answer. */
export const webhookAttempt = table(
  'webhook_attempt',
  {
    attempt_id: uuid<string>(),
    webhook_id: uuid<WebhookId>(),
    org_id: uuid<OrgId>(),
    event_id: uuid<string>(),
    type: text(),
    started_at: integer(),
    took_ms: integer(),
    status: nullable(integer()),
    message: text(),
  },
  {
    primaryKey: ['attempt_id'],
    indexes: [['webhook_id', 'started_at']],
    references: { webhook_id: ['webhook', 'webhook_id'] },
  },
)

/** How far the ledger was published to a stream, by one process at a time. */
export const eventStream = table(
  'event_stream',
  {
    name: text(),
    org_id: uuid<OrgId>(),
    published_through: integer(),
    lease_owner: nullable(text()),
    lease_until: integer(),
  },
  { primaryKey: ['name', 'org_id'] },
)
