import type { ScanEvent, ScanId } from '@cyclecount/domain'
import type { SimulatedDevice } from '../world/device.ts'
import type { PlaceFact } from './facts.ts'
import type { Rest } from './final.ts'

/** The record is of a copy of the device's profile. */
export function isOfTwin(device: SimulatedDevice, raw: string): boolean {
  const record: unknown = JSON.parse(raw)
  if (typeof record !== 'object' || record === null || !('scanId' in record)) return false
  return device.twins.has(record.scanId as ScanId)
}

/** Its place was the twin's. */
export function isTaken(device: SimulatedDevice, { sessionId, deviceSeq }: ScanEvent): boolean {
  return [...device.twins.values()].some(
    (other) => other.sessionId === sessionId && other.deviceSeq === deviceSeq,
  )
}

/** A device under whose name the server holds what it never captured says so, for as long as it keeps its log of that session. */
export async function checkForks({ devices, witness }: Rest, places: readonly PlaceFact[]): Promise<void> {
  for (const device of devices) {
    if (device.isRevoked || device.twins.size === 0) continue
    const forked = new Set(await device.memory.forked())
    for (const { scanId, sessionId } of places) {
      if (!device.twins.has(scanId) || forked.has(sessionId)) continue
      const own = (await device.memory.log(sessionId)).some((event) => device.saved.has(event.scanId))
      if (own) witness.report('a log that is another there is noticed', `${sessionId} on ${device.deviceId}`)
    }
  }
}
