import type { FacilityDetail, RunDetail } from '@cyclecount/contract'
import type { AreaId } from '@cyclecount/domain'

export type Assignment = RunDetail['assignments'][number]

export interface AreaRow {
  readonly areaId: AreaId
  readonly code: string
  readonly name: string
  readonly zones: readonly string[]
  readonly locations: number
  /** Of the run's present round. */
  readonly assignments: readonly Assignment[]
}

/** The areas of the facility in the order of their codes, with who has them in the run's present round. */
export function areaRows(facility: FacilityDetail, run: Pick<RunDetail, 'assignments' | 'round'>): AreaRow[] {
  return facility.areas
    .map(({ areaId, code, name, locations }) => ({
      areaId,
      code,
      name,
      zones: [...new Set(locations.map(({ zone }) => zone))],
      locations: locations.length,
      assignments: run.assignments.filter(
        (assignment) => assignment.areaId === areaId && assignment.round === run.round,
      ),
    }))
    .toSorted((a, b) => a.code.localeCompare(b.code, 'en', { numeric: true }))
}

/** How many areas each person has, to see who has too much. */
export function loadByPerson(rows: readonly AreaRow[]): ReadonlyMap<string, number> {
  const load = new Map<string, number>()
  for (const { assignments } of rows) {
    for (const { personId } of assignments) load.set(personId, (load.get(personId) ?? 0) + 1)
  }
  return load
}
