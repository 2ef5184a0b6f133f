import { uuidV7, type Id } from '@cyclecount/domain'
import type { Chance } from './chance.ts'

/** Ids as the product makes them, growing within one maker, of a clock and a chance that can be played again. */
export function idsFrom(now: () => number, chance: Chance): <T extends Id<string>>() => T {
  let last = 0
  let counter = 0
  return <T extends Id<string>>() => {
    const time = Math.max(now(), last)
    counter = time === last ? counter + 1 : 0
    last = time
    const random = chance.bytes(10)
    random[0] = counter >> 8
    random[1] = counter & 0xff
    return uuidV7<T>(last, random)
  }
}
