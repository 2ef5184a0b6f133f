import { ScanEvent as ScanEventSchema } from '@cyclecount/contract'
import type { ScanEvent } from '@cyclecount/domain'

/** An event out of storage or a file, or null where it cannot be understood; it is kept and sent as it is all the same. */
export function readEvent(stored: unknown): ScanEvent | null {
  const parsed = ScanEventSchema.safeParse(stored)
  return parsed.success ? parsed.data : null
}
