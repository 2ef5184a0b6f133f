import { randomBytes } from 'node:crypto'
import { uuidV7, type Id } from '@cyclecount/domain'

/**
 * Makes UUIDv7 ids that grow within this process, also inside one millisecond, so that rows written together sort in the
 * order in which they were written.
 */
export function createIds(now: () => number): <T extends Id<string>>() => T {
  let last = 0
  let counter = 0
  return <T extends Id<string>>() => {
    const time = Math.max(now(), last)
    counter = time === last ? counter + 1 : 0
    if (counter > 0xfff) {
      last = time + 1
      counter = 0
    } else {
      last = time
    }
    const random = randomBytes(10)
    random[0] = counter >> 8
    random[1] = counter & 0xff
    return uuidV7<T>(last, random)
  }
}
