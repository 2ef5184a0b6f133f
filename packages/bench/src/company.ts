import { createHash, randomBytes } from 'node:crypto'
import { openDatabase, tables, type Database, type Schema } from '@cyclecount/db'
import {
  fakeId,
  uuidV7,
  type AreaId,
  type AssignmentId,
  type DeviceId,
  type FacilityId,
  type Id,
  type LocationId,
  type OrgId,
  type PersonId,
  type ProductId,
  type RunId,
  type SessionId,
} from '@cyclecount/domain'

/** The store that is counted. */
export const STORE_CODE = 'S12'
const ROWS_AT_ONCE = 1000

/** Somebody with an area of their own and an enrolled device. */
export interface Counter {
  readonly personId: PersonId
  readonly deviceId: DeviceId
  readonly token: string
  readonly assignmentId: AssignmentId
  readonly areaId: AreaId
  readonly runId: RunId
  readonly facilityId: FacilityId
}

export interface BenchProduct {
  readonly productId: ProductId
  readonly code: string
}

/** The demo company of a running product, made larger straight in its database. */
export interface Company {
  readonly db: Database<Schema>
  readonly locations: readonly LocationId[]
  /** Products with one code each; the product's own are left alone. */
  readonly addProducts: (count: number) => Promise<readonly BenchProduct[]>
  /** A run with as many people, devices and areas: each area the whole store, because a bench counts anywhere, or a part of its own. */
  readonly addCounters: (count: number, shelves?: 'all' | 'own') => Promise<readonly Counter[]>
  /** A device and an area for a person of the demo company. */
  readonly counterFor: (login: string) => Promise<Counter>
  /** How many scans the log holds of each session, and up to where without a gap. */
  readonly held: (
    sessionId: SessionId,
  ) => Promise<{ readonly rows: number; readonly distinct: number; readonly last: number }>
  readonly close: () => Promise<void>
}

export function newId<T extends Id<string>>(at = Date.now()): T {
  return uuidV7<T>(at, randomBytes(10))
}

/** `url`: `postgres://…` or the product's SQLite file. */
export async function openCompany(url: string): Promise<Company> {
  const db = openDatabase<Schema>({ url, tables })
  const { facility_id: facilityId, org_id: orgId } = await db.read
    .selectFrom('facility')
    .select(['facility_id', 'org_id'])
    .where('code', '=', STORE_CODE)
    .executeTakeFirstOrThrow()
  const locations = await db.read
    .selectFrom('location')
    .select('location_id')
    .where('facility_id', '=', facilityId)
    .orderBy('location_seq_id')
    .execute()
  const all = locations.map((row) => row.location_id)
  const addCounters = (
    people: readonly (PersonId | null)[],
    shelves: 'all' | 'own' = 'all',
  ): Promise<readonly Counter[]> => {
    const each = Math.ceil(all.length / people.length)
    const locationsOf = (at: number) => (shelves === 'all' ? all : all.slice(at * each, (at + 1) * each))
    return insertCounters(db, { orgId, facilityId, locationsOf }, people)
  }
  return {
    db,
    locations: locations.map((row) => row.location_id),
    addProducts: (count) => insertProducts(db, orgId, count),
    addCounters: (count, shelves) =>
      addCounters(
        Array.from({ length: count }, () => null),
        shelves,
      ),
    counterFor: async (login) => {
      const [name = ''] = login.split('@')
      const { person_id: personId } = await db.read
        .selectFrom('person')
        .select('person_id')
        .where('subject', '=', fakeId<PersonId>(`quillmere person ${name}`))
        .executeTakeFirstOrThrow()
      const [counter] = await addCounters([personId])
      if (!counter) throw new Error('no counter was made')
      return counter
    },
    held: async (sessionId) => {
      const row = await db.read
        .selectFrom('scan')
        .select((eb) => [
          eb.fn.countAll<number>().as('rows'),
          eb.fn.count<number>('device_seq').distinct().as('places'),
          eb.fn.max('device_seq').as('last'),
        ])
        .where('session_id', '=', sessionId)
        .executeTakeFirstOrThrow()
      return { rows: row.rows, distinct: row.places, last: row.last ?? 0 }
    },
    close: () => db.close(),
  }
}

async function insertProducts(
  db: Database<Schema>,
  orgId: OrgId,
  count: number,
): Promise<readonly BenchProduct[]> {
  const products = Array.from({ length: count }, (_, at) => ({
    productId: newId<ProductId>(),
    code: `BENCH${String(at).padStart(6, '0')}`,
    title: `Bench item ${at}`,
  }))
  await db.write(async (tx) => {
    const { last } = await tx
      .selectFrom('product')
      .select((eb) => eb.fn.max('change_seq').as('last'))
      .executeTakeFirstOrThrow()
    for (const part of chunks(products)) {
      await tx
        .insertInto('product')
        .values(
          part.map(({ productId, code, title }, at) => ({
            product_id: productId,
            org_id: orgId,
            sku: code,
            title,
            category: 'bench',
            unit: 'each',
            decimals: 0 as const,
            tracking: 'none' as const,
            active: 1 as const,
            change_seq: (last ?? 0) + 1 + at,
          })),
        )
        .execute()
      await tx
        .insertInto('product_barcode')
        .values(
          part.map(({ productId, code }) => ({
            org_id: orgId,
            code_key: code,
            product_id: productId,
            pack_units: 1,
          })),
        )
        .execute()
    }
    await tx
      .updateTable('facility')
      .set({ catalogue_version: (last ?? 0) + count })
      .where('org_id', '=', orgId)
      .execute()
  })
  return products
}

async function insertCounters(
  db: Database<Schema>,
  {
    orgId,
    facilityId,
    locationsOf,
  }: {
    readonly orgId: OrgId
    readonly facilityId: FacilityId
    readonly locationsOf: (at: number) => readonly LocationId[]
  },
  people: readonly (PersonId | null)[],
): Promise<readonly Counter[]> {
  const now = Date.now()
  const runId = newId<RunId>()
  const counters = people.map((known) => ({
    isNew: known === null,
    personId: known ?? newId<PersonId>(),
    deviceId: newId<DeviceId>(),
    token: randomBytes(32).toString('base64url'),
    assignmentId: newId<AssignmentId>(),
    areaId: newId<AreaId>(),
    runId,
    facilityId,
  }))
  const [first] = counters
  if (!first) return []
  const fresh = counters.filter(({ isNew }) => isNew)
  await db.write(async (tx) => {
    if (fresh.length > 0) {
      await tx
        .insertInto('person')
        .values(
          fresh.map(({ personId }) => ({
            person_id: personId,
            org_id: orgId,
            issuer: 'bench',
            subject: personId,
            created_at: now,
            left_at: null,
          })),
        )
        .execute()
      await tx
        .insertInto('role_grant')
        .values(
          fresh.map(({ personId }) => ({
            grant_id: newId(),
            org_id: orgId,
            person_id: personId,
            role: 'associate' as const,
            facility_id: facilityId,
          })),
        )
        .execute()
    }
    await tx
      .insertInto('count_run')
      .values({
        run_id: runId,
        org_id: orgId,
        plan_id: null,
        name: 'Bench',
        count_type_enum_id: 'HARD_COUNT',
        blind: 1,
        cancelled_at: null,
        created_by: first.personId,
        created_at: now,
      })
      .execute()
    await tx
      .insertInto('run_facility')
      .values({
        run_id: runId,
        facility_id: facilityId,
        org_id: orgId,
        status: 'planned',
        round: 1,
        start_local: null,
        start_at_utc: null,
        due_local: null,
        due_at_utc: null,
        reconciled_at: null,
        reconciled_scans: null,
      })
      .execute()
    await tx
      .insertInto('area')
      .values(
        counters.map(({ areaId }, at) => ({
          area_id: areaId,
          org_id: orgId,
          facility_id: facilityId,
          code: areaId,
          name: `Bench area ${at}`,
        })),
      )
      .execute()
    const shelves = counters.flatMap(({ areaId }, nth) =>
      locationsOf(nth).map((locationId, at) => ({
        area_id: areaId,
        location_id: locationId,
        org_id: orgId,
        walk_order: at,
      })),
    )
    for (const part of chunks(shelves))
      await tx
        .insertInto('area_location')
        .values([...part])
        .execute()
    await tx
      .insertInto('count_assignment')
      .values(
        counters.map(({ assignmentId, areaId, personId }) => ({
          assignment_id: assignmentId,
          org_id: orgId,
          run_id: runId,
          facility_id: facilityId,
          round: 1,
          area_id: areaId,
          person_id: personId,
          together: 0 as const,
          assigned_by: personId,
          assigned_at: now,
          released_at: null,
          parent_count_id: null,
        })),
      )
      .execute()
    await tx
      .insertInto('device')
      .values(
        counters.map(({ deviceId, personId, token }, at) => ({
          device_id: deviceId,
          org_id: orgId,
          label: `Bench ${at}`,
          token_hash: createHash('sha256').update(token).digest(),
          app_version: 'bench',
          enrolled_by: personId,
          enrolled_at: now,
          last_seen_at: now,
          revoked_at: null,
        })),
      )
      .execute()
    await tx
      .insertInto('device_person')
      .values(
        counters.map(({ deviceId, personId }) => ({
          device_id: deviceId,
          person_id: personId,
          org_id: orgId,
          since: now,
        })),
      )
      .execute()
  })
  return counters
}

function chunks<T>(all: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / ROWS_AT_ONCE) }, (_, at) =>
    all.slice(at * ROWS_AT_ONCE, (at + 1) * ROWS_AT_ONCE),
  )
}
