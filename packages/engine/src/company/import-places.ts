import type { BackendFacility, BackendLocation } from '@cyclecount/backend-port'
import type { Schema } from '@cyclecount/db'
import type { FacilityId, LocationId, ZoneId } from '@cyclecount/domain'
import { appendAudit } from '../audit/chain.ts'
import type { EngineContext, Tx } from '../context.ts'
import { internalIds, rememberExternalIds } from './external-ids.ts'
import type { ImportScope } from './import.ts'

interface MirroredFacility {
  readonly facilityId: FacilityId
  readonly code: string
  readonly externalId: string
}

export function mirrorFacilities(
  ctx: EngineContext,
  scope: ImportScope,
  rows: readonly BackendFacility[],
): Promise<readonly MirroredFacility[]> {
  return ctx.db.write(async (tx) => {
    const names = rows.map((row) => row.externalId)
    const known = await internalIds<FacilityId>(tx, scope.backendId, 'facility', names)
    const mirrored: MirroredFacility[] = []
    for (const row of rows) {
      const { code, externalId } = row
      const facilityId = known.get(externalId)
      const mirrors = {
        code,
        name: row.name,
        kind: row.kind,
        time_zone: row.timeZone,
        currency: row.currency,
      }
      if (facilityId !== undefined) {
        await changeFacility(ctx, tx, scope, facilityId, mirrors)
        mirrored.push({ facilityId, code, externalId })
      } else {
        mirrored.push({
          facilityId: await addFacility(ctx, tx, scope, externalId, mirrors),
          code,
          externalId,
        })
      }
    }
    return mirrored
  })
}

interface Mirrors {
  readonly code: string
  readonly name: string
  readonly kind: 'store' | 'warehouse'
  readonly time_zone: string
  readonly currency: string
}

async function changeFacility(
  ctx: EngineContext,
  tx: Tx,
  scope: ImportScope,
  facilityId: FacilityId,
  after: Mirrors,
): Promise<void> {
  const before = await tx
    .selectFrom('facility')
    .select(['code', 'name', 'kind', 'time_zone', 'currency'])
    .where('facility_id', '=', facilityId)
    .executeTakeFirstOrThrow()
  const { code, name, kind, time_zone, currency } = before
  const was: Mirrors = { code, name, kind, time_zone, currency }
  if (JSON.stringify(was) === JSON.stringify(after)) return
  await tx.updateTable('facility').set(after).where('facility_id', '=', facilityId).execute()
  await tellImported(ctx, tx, scope, facilityId, { tag: 'facility.changed', before: was, after })
}

/** The backend is the cause: nobody signed in, no device. */
async function tellImported(
  ctx: EngineContext,
  tx: Tx,
  { orgId, backendId }: ImportScope,
  facilityId: FacilityId,
  what: { readonly tag: string; readonly before?: unknown; readonly after: unknown },
): Promise<void> {
  const entry = { facilityId, at: ctx.now(), subjectKind: 'backend', subjectId: backendId, ...what }
  await appendAudit(tx, { orgId, personId: null, deviceId: null }, [entry])
}

async function addFacility(
  ctx: EngineContext,
  tx: Tx,
  scope: ImportScope,
  externalId: string,
  mirrors: Mirrors,
): Promise<FacilityId> {
  const facilityId = ctx.newId<FacilityId>()
  await tx
    .insertInto('facility')
    .values({
      facility_id: facilityId,
      org_id: scope.orgId,
      backend_id: scope.backendId,
      catalogue_version: 0,
      created_at: ctx.now(),
      ...mirrors,
    })
    .execute()
  await rememberExternalIds(tx, scope, 'facility', [{ externalId, internalId: facilityId }])
  await tellImported(ctx, tx, scope, facilityId, { tag: 'facility.added', after: mirrors })
  return facilityId
}

/** Zones come with their locations: a zone without any is of no use to a count. */
export async function mirrorLocations(
  ctx: EngineContext,
  scope: ImportScope,
  facilityId: FacilityId,
  rows: readonly BackendLocation[],
): Promise<void> {
  if (rows.length === 0) return
  await ctx.db.write(async (tx) => {
    const zones = await mirrorZones(ctx, tx, scope, facilityId, rows)
    const names = rows.map((row) => row.externalId)
    const known = await internalIds<LocationId>(tx, scope.backendId, 'location', names)
    const fresh: { externalId: string; internalId: LocationId; row: BackendLocation }[] = []
    const changed: { readonly before: LocationWords; readonly after: LocationWords }[] = []
    const held = await locationsHeld(tx, [...known.values()])
    for (const row of rows) {
      const locationId = known.get(row.externalId)
      if (locationId === undefined) {
        fresh.push({ externalId: row.externalId, internalId: ctx.newId<LocationId>(), row })
        continue
      }
      const before = held.get(locationId)
      const after = { location_seq_id: row.code, name: row.name, zone_id: zoneOf(zones, row) }
      if (before && JSON.stringify(before) === JSON.stringify(after)) continue
      await tx.updateTable('location').set(after).where('location_id', '=', locationId).execute()
      if (before) changed.push({ before, after })
    }
    if (changed.length > 0)
      await tellImported(ctx, tx, scope, facilityId, {
        tag: 'locations.changed',
        before: changed.map(({ before }) => before),
        after: changed.map(({ after }) => after),
      })
    if (fresh.length === 0) return
    await tellImported(ctx, tx, scope, facilityId, {
      tag: 'locations.added',
      after: fresh.map(({ row }) => row.code),
    })
    await tx
      .insertInto('location')
      .values(
        fresh.map(({ internalId, row }) => ({
          location_id: internalId,
          org_id: scope.orgId,
          facility_id: facilityId,
          zone_id: zoneOf(zones, row),
          location_seq_id: row.code,
          name: row.name,
        })),
      )
      .execute()
    await rememberExternalIds(tx, scope, 'location', fresh)
  })
}

type LocationWords = Pick<Schema['location'], 'location_seq_id' | 'name' | 'zone_id'>

async function locationsHeld(
  tx: Tx,
  ids: readonly LocationId[],
): Promise<ReadonlyMap<LocationId, LocationWords>> {
  if (ids.length === 0) return new Map()
  const rows = await tx
    .selectFrom('location')
    .select(['location_id', 'location_seq_id', 'name', 'zone_id'])
    .where('location_id', 'in', ids)
    .execute()
  return new Map(
    rows.map(({ location_id, location_seq_id, name, zone_id }) => [
      location_id,
      { location_seq_id, name, zone_id },
    ]),
  )
}

async function mirrorZones(
  ctx: EngineContext,
  tx: Tx,
  scope: ImportScope,
  facilityId: FacilityId,
  rows: readonly BackendLocation[],
): Promise<ReadonlyMap<string, ZoneId>> {
  const names = new Map(rows.map((row) => [row.zoneCode, row.zoneName]))
  await tx
    .insertInto('zone')
    .values(
      [...names].map(([code, name]) => ({
        zone_id: ctx.newId<ZoneId>(),
        org_id: scope.orgId,
        facility_id: facilityId,
        code,
        name,
      })),
    )
    .onConflict((conflict) =>
      conflict
        .columns(['facility_id', 'code'])
        .doUpdateSet((values) => ({ name: values.ref('excluded.name') })),
    )
    .execute()
  const zones = await tx
    .selectFrom('zone')
    .select(['code', 'zone_id'])
    .where('facility_id', '=', facilityId)
    .execute()
  return new Map(zones.map((zone) => [zone.code, zone.zone_id]))
}

function zoneOf(zones: ReadonlyMap<string, ZoneId>, row: BackendLocation): ZoneId {
  const zoneId = zones.get(row.zoneCode)
  if (zoneId === undefined) throw new Error(`the zone ${row.zoneCode} was not mirrored`)
  return zoneId
}
