import type { DeviceId } from '@cyclecount/domain'
import { say } from '../words/say.ts'

interface HeldRow {
  readonly device_id: DeviceId
  readonly label: string | null
  readonly acked_through: number
}

/** Devices whose last sequence the submit named and the server does not hold yet. */
export function missingOf(
  submitSeqs: string | null,
  held: readonly HeldRow[],
): { readonly device: string; readonly missing: number }[] {
  if (submitSeqs === null) return []
  const byDevice = new Map<string, HeldRow>(held.map((row) => [row.device_id, row]))
  return Object.entries(JSON.parse(submitSeqs) as Record<string, number>).flatMap(([deviceId, last]) => {
    const row = byDevice.get(deviceId)
    const missing = last - (row?.acked_through ?? 0)
    return missing > 0 ? [{ device: row?.label ?? say('device.notSeen'), missing }] : []
  })
}
