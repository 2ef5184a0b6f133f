import { summarise, type SyncStatus, type SyncSummary } from '@cyclecount/sync'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { storageRoom } from '../../adapters/storage-room.ts'
import { useDevice, useStored } from '../../app/device-context.tsx'

/** How often ages and the room on the disk are looked at again. */
const TICK_MS = 15_000

export interface SyncReading {
  readonly status: SyncStatus
  readonly summary: SyncSummary
}

/**
 * The truth about what waits on this device; null for the moment until it is read. It is read again when there is time; that nothing
 * waits is taken back at once, in the same moment in which a capture is saved (rule ST1).
 */
export function useSyncStatus(): SyncReading | null {
  const { captures } = useDevice()
  const { now, almostFull } = useTick()
  const read = useStored(['status'], async (store) => {
    const upTo = captures.now()
    return { upTo, status: await store.status() }
  })
  const since = useSyncExternalStore(captures.subscribe, () =>
    read?.status.waiting === 0 ? captures.now() - read.upTo : 0,
  )
  if (!read) return null
  const waiting = read.status.waiting + since
  const whole: SyncStatus = { ...read.status, waiting, storageAlmostFull: almostFull }
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
