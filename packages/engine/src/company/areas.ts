import type { AreaId, FacilityId, LocationId, OrgId } from '@cyclecount/domain'
import { appendAudit } from '../audit/chain.ts'
import type { EngineContext, Tx } from '../context.ts'

export interface NewArea {
  readonly code: string
  readonly name: string
  /** Codes of its locations, in walking order. */
  readonly locations: readonly string[]
}

/** Makes the areas of a facility. An area whose code exists is left as it is. Throws where a location is not known. */
export async function createAreas(
  ctx: EngineContext,
  scope: { readonly orgId: OrgId; readonly facilityId: FacilityId },
  areas: readonly NewArea[],
): Promise<void> {
  await ctx.db.write(async (tx) => {
    const rows = await tx
      .selectFrom('location')
      .select(['location_id', 'location_seq_id'])
      .where('facility_id', '=', scope.facilityId)
      .where('org_id', '=', scope.orgId)
      .execute()
    const locations = new Map(rows.map((row) => [row.location_seq_id, row.location_id]))
    for (const area of areas) await createArea(ctx, tx, scope, area, locations)
  })
}

async function createArea(
  ctx: EngineContext,
  tx: Tx,
  scope: { readonly orgId: OrgId; readonly facilityId: FacilityId },
  area: NewArea,
  locations: ReadonlyMap<string, LocationId>,
): Promise<void> {
  const areaId = ctx.newId<AreaId>()
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('area')
    .values({
      area_id: areaId,
      org_id: scope.orgId,
      facility_id: scope.facilityId,
      code: area.code,
      name: area.name,
    })
    .onConflict((conflict) => conflict.columns(['facility_id', 'code']).doNothing())
    .executeTakeFirstOrThrow()
  if (numInsertedOrUpdatedRows !== 1n) return
  const members = area.locations.map((code, index) => {
    const locationId = locations.get(code)
    if (locationId === undefined) throw new Error(`area ${area.code} names the unknown location ${code}`)
    return { area_id: areaId, location_id: locationId, org_id: scope.orgId, walk_order: index + 1 }
  })
  for (let start = 0; start < members.length; start += 1000) {
    await tx
      .insertInto('area_location')
      .values(members.slice(start, start + 1000))
      .execute()
  }
  const { code, name, locations: codes } = area
  await appendAudit(tx, { orgId: scope.orgId, personId: null, deviceId: null }, [
    {
      facilityId: scope.facilityId,
      at: ctx.now(),
      tag: 'area.added',
      subjectKind: 'area',
      subjectId: areaId,
      after: { code, name, locations: codes },
    },
  ])
}

/** One area per zone, for a facility that has none yet. */
export async function createAreasFromZones(
  ctx: EngineContext,
  scope: { readonly orgId: OrgId; readonly facilityId: FacilityId },
): Promise<number> {
  const rows = await ctx.db.read
    .selectFrom('location as l')
    .innerJoin('zone as z', 'z.zone_id', 'l.zone_id')
    .select(['l.location_seq_id', 'z.code', 'z.name'])
    .where('l.facility_id', '=', scope.facilityId)
    .where('l.org_id', '=', scope.orgId)
    .orderBy('z.code')
    .orderBy('l.location_seq_id')
    .execute()
  const areas = [...Map.groupBy(rows, (row) => row.code)].map(([code, members]) => ({
    code,
    name: members[0]?.name ?? code,
    locations: members.map((row) => row.location_seq_id),
  }))
  await createAreas(ctx, scope, areas)
  return areas.length
}
