import { summarise, type SyncStatus, type SyncSummary } from '@cyclecount/sync'
import { useEffect, useState } from 'react'
import { storageRoom } from '../../adapters/storage-room.ts'
import { useStored } from '../../app/device-context.tsx'

/** How often an age is looked at again. */
const TICK_MS = 15_000

export interface SyncReading {
  readonly status: SyncStatus
  readonly summary: SyncSummary
}

/** The truth about what waits on this device; null for the moment until it is read. */
export function useSyncStatus(): SyncReading | null {
  const now = useNow()
  const almostFull = useStored(['room', now], async () => (await storageRoom()).almostFull) ?? false
  const status = useStored(['status'], (store) => store.status())
  if (!status) return null
  const whole: SyncStatus = { ...status, storageAlmostFull: almostFull }
  return { status: whole, summary: summarise(whole, Math.max(now, Date.now())) }
}

function useNow(): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS)
    return () => clearInterval(timer)
  }, [])
  return now
}
