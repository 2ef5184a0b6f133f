import type { DeviceId, FacilityId, MachineId, OrgId, PersonId } from '@cyclecount/domain'
import { bytes, integer, nullable, table, text, uuid } from '../plumbing/table.ts'

/**
 * A program of another system that calls with a token. It counts and is named like a person (`person_id`), on a device of its own that nobody
 * else can send as. Of its token only the prefix is kept, to find it by, and the SHA-256 of all of it. `scopes` is JSON.
 */
export const machine = table(
  'machine',
  {
    machine_id: uuid<MachineId>(),
    org_id: uuid<OrgId>(),
    name: text(),
    person_id: uuid<PersonId>(),
    device_id: uuid<DeviceId>(),
    token_prefix: text(),
    token_hash: bytes(),
    scopes: text(),
    created_by: uuid<PersonId>(),
    created_at: integer(),
    expires_at: integer(),
    last_used_at: nullable(integer()),
    revoked_at: nullable(integer()),
  },
  {
    primaryKey: ['machine_id'],
    unique: [{ name: 'machine_token_prefix', on: ['token_prefix'] }],
    indexes: [['org_id', 'created_at']],
    references: {
      org_id: ['org', 'org_id'],
      person_id: ['person', 'person_id'],
      device_id: ['device', 'device_id'],
    },
  },
)

/** Where the machine's token is good. */
export const machineFacility = table(
  'machine_facility',
  { machine_id: uuid<MachineId>(), facility_id: uuid<FacilityId>(), org_id: uuid<OrgId>() },
  {
    primaryKey: ['machine_id', 'facility_id'],
    references: { machine_id: ['machine', 'machine_id'], facility_id: ['facility', 'facility_id'] },
  },
)

/**
 * What was answered under an idempotency key, written in the transaction of what was done. The key is the company's, not the token's: a
 * machine that was given a new token in between repeats nothing.
 */
export const machineRequest = table(
  'machine_request',
  {
    org_id: uuid<OrgId>(),
    route: text(),
    idempotency_key: text(),
    machine_id: uuid<MachineId>(),
    body_hash: bytes(),
    reply: text(),
    created_at: integer(),
  },
  {
    primaryKey: ['org_id', 'route', 'idempotency_key'],
    references: { machine_id: ['machine', 'machine_id'] },
  },
)
