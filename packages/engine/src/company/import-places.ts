import type { BackendFacility, BackendLocation } from '@cyclecount/backend-port'
import type { FacilityId, LocationId, ZoneId } from '@cyclecount/domain'
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
        await tx.updateTable('facility').set(mirrors).where('facility_id', '=', facilityId).execute()
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

async function addFacility(
  ctx: EngineContext,
  tx: Tx,
  scope: ImportScope,
  externalId: string,
  mirrors: {
    readonly code: string
    readonly name: string
    readonly kind: 'store' | 'warehouse'
    readonly time_zone: string
    readonly currency: string
  },
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
    for (const row of rows) {
      const locationId = known.get(row.externalId)
      if (locationId === undefined) {
        fresh.push({ externalId: row.externalId, internalId: ctx.newId<LocationId>(), row })
        continue
      }
      await tx
        .updateTable('location')
        .set({ location_seq_id: row.code, name: row.name, zone_id: zoneOf(zones, row) })
        .where('location_id', '=', locationId)
        .execute()
    }
    if (fresh.length === 0) return
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
