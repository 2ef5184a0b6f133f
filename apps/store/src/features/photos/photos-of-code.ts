import { isCountingEvent, type ScanEvent, type ScanId } from '@cyclecount/domain'
import type { CountModel } from '../count/count-model.ts'

/** The scan of the code that a photo is about: the newest one that was not taken back; null where none is among the latest events. */
export function scanOfCode({ events, voided }: CountModel, codeKey: string): ScanId | null {
  return events.find((event) => isOfCode(event, codeKey) && !voided.has(event.scanId))?.scanId ?? null
}

/** How many photos of the code were taken, among the latest events. */
export function photosOfCode({ events }: CountModel, codeKey: string): number {
  const scans = new Set(events.filter((event) => isOfCode(event, codeKey)).map(({ scanId }) => scanId))
  return events.filter(
    (event) => event.kind === 'note' && event.photo && event.target !== null && scans.has(event.target),
  ).length
}

function isOfCode(event: ScanEvent, codeKey: string): boolean {
  return isCountingEvent(event) && event.productId === null && event.codeKey === codeKey
}
