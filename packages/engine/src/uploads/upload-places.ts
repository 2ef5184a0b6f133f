import type { CountUploadBody } from '@cyclecount/contract'
import type { AreaId, FacilityId, LocationId, Sentence } from '@cyclecount/domain'
import type { ReadOrTx } from '../context.ts'
import { say } from '../words/say.ts'

/** Where a row was counted. */
export interface Place {
  readonly areaId: AreaId
  readonly locationId: LocationId | null
}

export interface Wanted {
  readonly location: string | undefined
  readonly area: string | undefined
}

/** Finds the bin and the area that a row names by their codes, or says which part of the row is wrong. */
export type FindPlace = (
  wanted: Wanted,
) => Place | { readonly part: 'location' | 'area'; readonly fault: Sentence }

/** Reads the bins and areas that the rows name. */
export async function placesNamed(
  db: ReadOrTx,
  facilityId: FacilityId,
  body: Pick<CountUploadBody, 'rows' | 'emptyLocations'>,
): Promise<FindPlace> {
  const codes = new Set([...body.rows.flatMap((row) => row.location ?? []), ...(body.emptyLocations ?? [])])
  const bins =
    codes.size === 0
      ? []
      : await db
          .selectFrom('location as l')
          .leftJoin('area_location as al', 'al.location_id', 'l.location_id')
          .select(['l.location_seq_id', 'l.location_id', 'al.area_id'])
          .where('l.facility_id', '=', facilityId)
          .where('l.location_seq_id', 'in', [...codes])
          .execute()
  const areas = await db
    .selectFrom('area')
    .select(['area_id', 'code'])
    .where('facility_id', '=', facilityId)
    .execute()
  const byCode = Map.groupBy(bins, (row) => row.location_seq_id)
  const areaIds = new Map(areas.map((row) => [row.code, row.area_id]))
  return ({ location, area }) => {
    const named = area === undefined ? null : (areaIds.get(area) ?? 'unknown')
    if (named === 'unknown') return { part: 'area', fault: say('upload.area.unknown') }
    if (location === undefined)
      return named === null
        ? { part: 'location', fault: say('upload.location.missing') }
        : { areaId: named, locationId: null }
    const [bin, ...others] = byCode.get(location) ?? []
    if (!bin) return { part: 'location', fault: say('upload.location.unknown') }
    const holding = [bin, ...others].flatMap((row) => row.area_id ?? [])
    if (named !== null)
      return holding.includes(named)
        ? { areaId: named, locationId: bin.location_id }
        : { part: 'area', fault: say('upload.area.elsewhere') }
    const [only, second] = holding
    if (only === undefined) return { part: 'location', fault: say('upload.location.noArea') }
    if (second !== undefined) return { part: 'area', fault: say('upload.area.several') }
    return { areaId: only, locationId: bin.location_id }
  }
}
