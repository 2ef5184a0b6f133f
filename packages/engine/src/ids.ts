import { hash, randomBytes } from 'node:crypto'
import { uuidV7, type FacilityId, type Id } from '@cyclecount/domain'

const BYTES_AN_ID = 10
/** Asking for random bytes costs the same for many as for few. */
const POOL_BYTES = 100 * BYTES_AN_ID

/**
 * Makes UUIDv7 ids that grow within this process, also inside one millisecond, so that rows written together sort in the
 * order in which they were written.
 */
export function createIds(now: () => number): <T extends Id<string>>() => T {
  let last = 0
  let counter = 0
  let pool = randomBytes(POOL_BYTES)
  let at = 0
  return <T extends Id<string>>() => {
    const time = Math.max(now(), last)
    counter = time === last ? counter + 1 : 0
    if (counter > 0xfff) {
      last = time + 1
      counter = 0
    } else {
      last = time
    }
    if (at === pool.length) {
      pool = randomBytes(POOL_BYTES)
      at = 0
    }
    const random = pool.subarray(at, at + BYTES_AN_ID)
    at += BYTES_AN_ID
    random[0] = counter >> 8
    random[1] = counter & 0xff
    return uuidV7<T>(last, random)
  }
}

/** The id of a line's item in the decision chain: the same words, the same id (a UUID of version 8). */
export function inventoryItemId(facilityId: FacilityId, lineKey: string): string {
  const hex = hash('sha256', `${facilityId} ${lineKey}`)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
