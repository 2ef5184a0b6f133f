import type { RunProgress } from '@cyclecount/contract'

export interface LiveTotals {
  readonly areas: number
  readonly areasSubmitted: number
  readonly locations: number
  readonly locationsReached: number
  readonly sessions: number
  readonly scans: number
  readonly unitsMilli: number
  readonly unknownCodes: number
  readonly lateScans: number
  /** Scans that devices still hold, as their submits said. */
  readonly missing: number
  readonly lastScanAt: number | null
}

/** Sums over the whole run. An area is submitted when it has sessions and every one that was not voided is. */
export function liveTotals({ areas }: Pick<RunProgress, 'areas'>): LiveTotals {
  const sessions = areas.flatMap((area) => area.sessions)
  const scanTimes = sessions.flatMap(({ lastScanAt }) => (lastScanAt === null ? [] : [lastScanAt]))
  return {
    areas: areas.length,
    areasSubmitted: areas.filter(isSubmitted).length,
    locations: sum(areas, (area) => area.locations),
    locationsReached: sum(areas, locationsReached),
    sessions: sessions.length,
    scans: sum(sessions, (session) => session.scans),
    unitsMilli: sum(sessions, (session) => session.unitsMilli),
    unknownCodes: sum(sessions, (session) => session.unknownCodes),
    lateScans: sum(sessions, (session) => session.lateScans),
    missing: sum(sessions, (session) => sum(session.waitingFor, (device) => device.missing)),
    lastScanAt: scanTimes.length === 0 ? null : Math.max(...scanTimes),
  }
}

/** Locations with a count or confirmed as empty. */
export function locationsReached(
  area: Pick<RunProgress['areas'][number], 'locationsCounted' | 'locationsEmpty'>,
): number {
  return area.locationsCounted + area.locationsEmpty
}

function isSubmitted({ sessions }: RunProgress['areas'][number]): boolean {
  const held = sessions.filter(({ state }) => state !== 'voided')
  return held.length > 0 && held.every(({ state }) => state === 'submitted')
}

function sum<Item>(items: readonly Item[], amount: (item: Item) => number): number {
  return items.reduce((total, item) => total + amount(item), 0)
}
