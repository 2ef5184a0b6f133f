import type {
  AreaId,
  BackendId,
  DeviceId,
  FacilityId,
  LocationId,
  OrgId,
  PersonId,
  ProductId,
  ReasonId,
  Role,
  ZoneId,
} from '@cyclecount/domain'
import { bytes, flag, integer, micros, nullable, table, text, uuid } from '../plumbing/table.ts'

/** Who we count for, where, what and by whom: the org, its places, products (mirrored from the backend), people, devices. */
export const org = table(
  'org',
  { org_id: uuid<OrgId>(), code: text(), name: text(), created_at: integer() },
  { primaryKey: ['org_id'], unique: [{ name: 'org_code', on: ['code'] }] },
)

/** What this server is: `incarnation` changes when its data is lost, or restored and said so. One row. */
export const serverIdentity = table(
  'server_identity',
  { only: integer(), incarnation: text(), created_at: integer() },
  { primaryKey: ['only'] },
)

/** A backend that holds the books. `settings` is JSON of the adapter's kind. */
export const backend = table(
  'backend',
  {
    backend_id: uuid<BackendId>(),
    org_id: uuid<OrgId>(),
    kind: text(),
    name: text(),
    status: text<'active' | 'paused'>(),
    settings: text(),
    created_at: integer(),
    /** While it is paused: since when, by whom and why. */
    paused_at: nullable(integer()),
    paused_by: nullable(uuid<PersonId>()),
    pause_reason: nullable(text()),
  },
  { primaryKey: ['backend_id'], references: { org_id: ['org', 'org_id'] } },
)

/** `backend_id` is the one backend that is read and written for the facility: one column, so there cannot be two. */
export const facility = table(
  'facility',
  {
    facility_id: uuid<FacilityId>(),
    org_id: uuid<OrgId>(),
    backend_id: uuid<BackendId>(),
    code: text(),
    name: text(),
    kind: text<'store' | 'warehouse'>(),
    time_zone: text(),
    currency: text(),
    catalogue_version: integer(),
    created_at: integer(),
  },
  {
    primaryKey: ['facility_id'],
    unique: [{ name: 'facility_code', on: ['org_id', 'code'] }],
    references: { org_id: ['org', 'org_id'], backend_id: ['backend', 'backend_id'] },
  },
)

export const zone = table(
  'zone',
  {
    zone_id: uuid<ZoneId>(),
    org_id: uuid<OrgId>(),
    facility_id: uuid<FacilityId>(),
    code: text(),
    name: text(),
  },
  {
    primaryKey: ['zone_id'],
    unique: [{ name: 'zone_code', on: ['facility_id', 'code'] }],
    references: { facility_id: ['facility', 'facility_id'] },
  },
)

/** A bin or shelf. `location_seq_id` is the code on its label. */
export const location = table(
  'location',
  {
    location_id: uuid<LocationId>(),
    org_id: uuid<OrgId>(),
    facility_id: uuid<FacilityId>(),
    zone_id: uuid<ZoneId>(),
    location_seq_id: text(),
    name: text(),
  },
  {
    primaryKey: ['location_id'],
    unique: [{ name: 'location_seq', on: ['facility_id', 'location_seq_id'] }],
    indexes: [['zone_id']],
    references: { facility_id: ['facility', 'facility_id'], zone_id: ['zone', 'zone_id'] },
  },
)

/** What one person is given to count; not a zone, though often one. */
export const area = table(
  'area',
  {
    area_id: uuid<AreaId>(),
    org_id: uuid<OrgId>(),
    facility_id: uuid<FacilityId>(),
    code: text(),
    name: text(),
  },
  {
    primaryKey: ['area_id'],
    unique: [{ name: 'area_code', on: ['facility_id', 'code'] }],
    references: { facility_id: ['facility', 'facility_id'] },
  },
)

export const areaLocation = table(
  'area_location',
  { area_id: uuid<AreaId>(), location_id: uuid<LocationId>(), org_id: uuid<OrgId>(), walk_order: integer() },
  {
    primaryKey: ['area_id', 'location_id'],
    indexes: [['location_id']],
    references: { area_id: ['area', 'area_id'], location_id: ['location', 'location_id'] },
  },
)

/** The backend's product, mirrored. `change_seq` grows with every change, for deltas to the devices. */
export const product = table(
  'product',
  {
    product_id: uuid<ProductId>(),
    org_id: uuid<OrgId>(),
    sku: text(),
    title: text(),
    category: text(),
    abc_class: nullable(text()),
    /** What its variants, sizes and colours, have in common; null where the backend does not say. */
    style: nullable(text()),
    supplier: nullable(text()),
    unit: text(),
    decimals: flag(),
    tracking: text<'none' | 'lot' | 'serial'>(),
    active: flag(),
    change_seq: integer(),
  },
  {
    primaryKey: ['product_id'],
    unique: [{ name: 'product_sku', on: ['org_id', 'sku'] }],
    indexes: [['org_id', 'change_seq']],
    references: { org_id: ['org', 'org_id'] },
  },
)

/** Words by which products are found among others. */
export const productTag = table(
  'product_tag',
  { org_id: uuid<OrgId>(), tag: text(), product_id: uuid<ProductId>() },
  {
    primaryKey: ['org_id', 'tag', 'product_id'],
    indexes: [['product_id']],
    references: { product_id: ['product', 'product_id'] },
  },
)

/** One code may mean several products; `code_key` is the normal form of `packages/barcode`. */
export const productBarcode = table(
  'product_barcode',
  { org_id: uuid<OrgId>(), code_key: text(), product_id: uuid<ProductId>(), pack_units: integer() },
  {
    primaryKey: ['org_id', 'code_key', 'product_id'],
    indexes: [['product_id']],
    references: { product_id: ['product', 'product_id'] },
  },
)

/** Our id for what a backend calls otherwise. */
export const externalId = table(
  'external_id',
  {
    backend_id: uuid<BackendId>(),
    entity: text<'product' | 'facility' | 'location' | 'reason'>(),
    external_id: text(),
    internal_id: uuid<string>(),
    org_id: uuid<OrgId>(),
  },
  {
    primaryKey: ['backend_id', 'entity', 'external_id'],
    unique: [{ name: 'external_id_internal', on: ['backend_id', 'entity', 'internal_id'] }],
    references: { backend_id: ['backend', 'backend_id'] },
  },
)

/** A person is a pseudonymous id everywhere else; the name stands only in `person_profile`, which can be erased. */
export const person = table(
  'person',
  {
    person_id: uuid<PersonId>(),
    org_id: uuid<OrgId>(),
    issuer: text(),
    subject: text(),
    created_at: integer(),
    left_at: nullable(integer()),
  },
  {
    primaryKey: ['person_id'],
    unique: [{ name: 'person_subject', on: ['issuer', 'subject'] }],
    references: { org_id: ['org', 'org_id'] },
  },
)

export const personProfile = table(
  'person_profile',
  { person_id: uuid<PersonId>(), org_id: uuid<OrgId>(), display_name: text() },
  { primaryKey: ['person_id'], references: { person_id: ['person', 'person_id'] } },
)

/** A local role for one facility, or for all where `facility_id` is null. */
export const roleGrant = table(
  'role_grant',
  {
    grant_id: uuid<string>(),
    org_id: uuid<OrgId>(),
    person_id: uuid<PersonId>(),
    role: text<Role>(),
    facility_id: nullable(uuid<FacilityId>()),
  },
  { primaryKey: ['grant_id'], indexes: [['person_id']], references: { person_id: ['person', 'person_id'] } },
)

/** A phone or handheld that may send scans. Its secret is kept as SHA-256. */
export const device = table(
  'device',
  {
    device_id: uuid<DeviceId>(),
    org_id: uuid<OrgId>(),
    label: text(),
    token_hash: bytes(),
    app_version: text(),
    enrolled_by: uuid<PersonId>(),
    enrolled_at: integer(),
    last_seen_at: integer(),
    revoked_at: nullable(integer()),
  },
  {
    primaryKey: ['device_id'],
    unique: [{ name: 'device_token', on: ['token_hash'] }],
    references: { org_id: ['org', 'org_id'] },
  },
)

/** Who has signed in on the device, and so may have scans on it. */
export const devicePerson = table(
  'device_person',
  { device_id: uuid<DeviceId>(), person_id: uuid<PersonId>(), org_id: uuid<OrgId>(), since: integer() },
  {
    primaryKey: ['device_id', 'person_id'],
    references: { device_id: ['device', 'device_id'], person_id: ['person', 'person_id'] },
  },
)

/** Why a variance is what it is. `system` reasons are given by rules, never by people. */
export const decisionReason = table(
  'decision_reason',
  {
    reason_id: uuid<ReasonId>(),
    org_id: uuid<OrgId>(),
    code: text(),
    label: text(),
    system: flag(),
    active: flag(),
    sort_order: integer(),
  },
  {
    primaryKey: ['reason_id'],
    unique: [{ name: 'decision_reason_code', on: ['org_id', 'code'] }],
    references: { org_id: ['org', 'org_id'] },
  },
)

/** Photos, named by the SHA-256 of what they hold in hexadecimal digits, each where it was taken: who may review there sees it. */
export const blob = table(
  'blob',
  {
    facility_id: uuid<FacilityId>(),
    sha256: text(),
    org_id: uuid<OrgId>(),
    media_type: text(),
    size: integer(),
    content: bytes(),
    created_at: integer(),
  },
  { primaryKey: ['facility_id', 'sha256'], references: { facility_id: ['facility', 'facility_id'] } },
)

/** Our mirror of the backend's balance, for showing; never what a variance is computed from. */
export const inventoryBalance = table(
  'inventory_balance',
  {
    org_id: uuid<OrgId>(),
    facility_id: uuid<FacilityId>(),
    position_key: text(),
    product_id: uuid<ProductId>(),
    location_id: nullable(uuid<LocationId>()),
    stock_state: text(),
    unit: text(),
    quantity_on_hand_milli: integer(),
    quantity_available_milli: integer(),
    reserved_milli: integer(),
    value_micros: nullable(micros()),
    read_at: integer(),
  },
  {
    primaryKey: ['facility_id', 'position_key'],
    indexes: [['facility_id', 'product_id']],
    references: { facility_id: ['facility', 'facility_id'] },
  },
)
