import {
  catalogueState,
  type AreaRow,
  type CatalogueState,
  type FacilityRow,
  type SessionRow,
  type Setting,
} from '@cyclecount/device-db'
import type { FacilityId } from '@cyclecount/domain'
import { useEffect, useSyncExternalStore } from 'react'
import { useDevice, useStored } from '../../app/device-context.tsx'
import type { RefreshState } from '../../app/refresher.ts'

export interface AreasKnown {
  readonly areas: readonly AreaRow[]
  readonly facilities: ReadonlyMap<FacilityId, FacilityRow>
  readonly catalogues: ReadonlyMap<FacilityId, CatalogueState>
  readonly sessions: readonly SessionRow[]
}

/** What this device knows of the person's areas; undefined while it is read. */
export function useAreas({ personId }: Setting<'person'>): AreasKnown | undefined {
  return useStored(['areas-known', personId], async (store): Promise<AreasKnown> => {
    const [areas, facilities, sessions] = await Promise.all([
      store.areas(personId),
      store.facilities(),
      store.sessions(),
    ])
    return {
      areas,
      facilities: new Map(facilities.map((row) => [row.facilityId, row])),
      catalogues: new Map(facilities.map((row) => [row.facilityId, catalogueState(row)])),
      sessions: sessions.filter((session) => session.userId === personId),
    }
  })
}

/** Asks the server for areas and catalogues while a screen shows them; what comes is stored, and shown from there. */
export function useRefresh(everyMs: number | null = null): RefreshState {
  const { areas } = useDevice()
  useEffect(() => {
    const listening = new AbortController()
    const look = (): void => {
      if (document.visibilityState === 'visible') areas.runUnlessFresh()
    }
    look()
    addEventListener('online', look, { signal: listening.signal })
    document.addEventListener('visibilitychange', look, { signal: listening.signal })
    const timer = everyMs === null ? undefined : setInterval(() => void areas.run(), everyMs)
    return () => {
      listening.abort()
      clearInterval(timer)
    }
  }, [areas, everyMs])
  return useSyncExternalStore(areas.subscribe, areas.snapshot)
}
