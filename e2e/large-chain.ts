import { routes, type Call } from '@cyclecount/contract'
import { openDatabase, tables, type Schema } from '@cyclecount/db'
import {
  uuidV7,
  type AreaId,
  type FacilityId,
  type Id,
  type LocationId,
  type PersonId,
  type ZoneId,
} from '@cyclecount/domain'
import { randomBytes } from 'node:crypto'

const ROWS_AT_ONCE = 500
const REQUESTS_AT_ONCE = 4

export interface LargeChain {
  readonly facilities: number
  readonly areas: number
  readonly people: number
}

function newId<T extends Id<string>>(): T {
  return uuidV7<T>(Date.now(), randomBytes(10))
}

/** `Crew 07` counts the stores that are called after it. */
export function crewOf(index: number, people: number): string {
  return `Crew ${String((index % people) + 1).padStart(2, '0')}`
}

/**
 * Makes the company of a running product a chain of stores, straight in its database, and has somebody plan a count in each of them over HTTP.
 * People travel: everybody may count everywhere. `url`: `postgres://…` or the product's SQLite file.
 */
export async function makeLargeChain(url: string, planner: Call, size: LargeChain): Promise<void> {
  const facilities = await insertChain(url, size)
  for (let at = 0; at < facilities.length; at += REQUESTS_AT_ONCE)
    await Promise.all(
      facilities.slice(at, at + REQUESTS_AT_ONCE).map((facilityId) =>
        planner(routes.createRun, {
          body: {
            name: 'Annual count',
            facilityId,
            countType: 'HARD_COUNT',
            blind: true,
            dueLocal: '2026-12-07T20:00',
            items: [],
          },
        }),
      ),
    )
}

async function insertChain(url: string, size: LargeChain): Promise<readonly FacilityId[]> {
  const db = openDatabase<Schema>({ url, tables })
  try {
    const { org_id: orgId, backend_id: backendId } = await db.read
      .selectFrom('facility')
      .select(['org_id', 'backend_id'])
      .orderBy('code')
      .executeTakeFirstOrThrow()
    const now = Date.now()
    const stores = Array.from({ length: size.facilities }, (_, at) => ({
      facility_id: newId<FacilityId>(),
      org_id: orgId,
      backend_id: backendId,
      code: `L${String(at + 1).padStart(3, '0')}`,
      name: `Store ${String(at + 1).padStart(3, '0')}, ${crewOf(at, size.people)}`,
      kind: 'store' as const,
      time_zone: 'Europe/Lisbon',
      currency: 'EUR',
      catalogue_version: 0,
      created_at: now,
    }))
    const zones = stores.map(({ facility_id: facilityId }) => ({
      zone_id: newId<ZoneId>(),
      org_id: orgId,
      facility_id: facilityId,
      code: 'F',
      name: 'Floor',
    }))
    const areas = stores.flatMap(({ facility_id: facilityId }) =>
      Array.from({ length: size.areas }, (_, at) => ({
        area_id: newId<AreaId>(),
        org_id: orgId,
        facility_id: facilityId,
        code: `A${String(at + 1).padStart(2, '0')}`,
        name: `Aisle ${String(at + 1).padStart(2, '0')}`,
      })),
    )
    const zoneAt = new Map(zones.map((row) => [row.facility_id, row.zone_id]))
    const bins = areas.map((area) => ({
      location_id: newId<LocationId>(),
      org_id: orgId,
      facility_id: area.facility_id,
      zone_id: zoneAt.get(area.facility_id) ?? newId<ZoneId>(),
      location_seq_id: `${area.code}-1`,
      name: `${area.name}, shelf`,
    }))
    const walks = areas.map((area, at) => ({
      area_id: area.area_id,
      location_id: bins[at]?.location_id ?? newId<LocationId>(),
      org_id: orgId,
      walk_order: 1,
    }))
    const people = Array.from({ length: size.people }, (_, at) => ({
      person_id: newId<PersonId>(),
      name: crewOf(at, size.people),
    }))
    await db.write(async (tx) => {
      for (const some of chunks(stores)) await db.rows.insert(tx, 'facility', some)
      for (const some of chunks(zones)) await db.rows.insert(tx, 'zone', some)
      for (const some of chunks(areas)) await db.rows.insert(tx, 'area', some)
      for (const some of chunks(bins)) await db.rows.insert(tx, 'location', some)
      for (const some of chunks(walks)) await db.rows.insert(tx, 'area_location', some)
      for (const { person_id: personId, name } of people) {
        await tx
          .insertInto('person')
          .values({
            person_id: personId,
            org_id: orgId,
            issuer: 'chain',
            subject: name,
            created_at: now,
            left_at: null,
          })
          .execute()
        await tx
          .insertInto('person_profile')
          .values({ person_id: personId, org_id: orgId, display_name: name })
          .execute()
        await tx
          .insertInto('role_grant')
          .values({
            grant_id: newId(),
            org_id: orgId,
            person_id: personId,
            role: 'associate',
            facility_id: null,
          })
          .execute()
      }
    })
    return stores.map((row) => row.facility_id)
  } finally {
    await db.close()
  }
}

function chunks<T>(rows: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(rows.length / ROWS_AT_ONCE) }, (_, at) =>
    rows.slice(at * ROWS_AT_ONCE, (at + 1) * ROWS_AT_ONCE),
  )
}
