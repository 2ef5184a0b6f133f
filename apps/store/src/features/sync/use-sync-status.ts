import { summarise, type SyncStatus, type SyncSummary } from '@cyclecount/sync'
import { useEffect, useState } from 'react'
import { storageRoom } from '../../adapters/storage-room.ts'
import { useStored } from '../../app/device-context.tsx'

/** How often ages and the room on the disk are looked at again. */
const TICK_MS = 15_000

export interface SyncReading {
  readonly status: SyncStatus
  readonly summary: SyncSummary
}

/** The truth about what waits on this device; null for the moment until it is read. */
export function useSyncStatus(): SyncReading | null {
  const { now, almostFull } = useTick()
  const status = useStored(['status'], (store) => store.status())
  if (!status) return null
  const whole: SyncStatus = { ...status, storageAlmostFull: almostFull }
  return { status: whole, summary: summarise(whole, Math.max(now, Date.now())) }
}

function useTick(): { readonly now: number; readonly almostFull: boolean } {
  const [tick, setTick] = useState(() => ({ now: Date.now(), almostFull: false }))
  useEffect(() => {
    let current = true
    async function look(): Promise<void> {
      const { almostFull } = await storageRoom()
      if (current) setTick({ now: Date.now(), almostFull })
    }
    const lookQuietly = (): void => void look().catch(() => undefined)
    lookQuietly()
    const timer = setInterval(lookQuietly, TICK_MS)
    return () => {
      current = false
      clearInterval(timer)
    }
  }, [])
  return tick
}
