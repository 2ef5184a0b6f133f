import { uuidV7, type Id } from '@cyclecount/domain'

/** An id for something that is made here, so that sending it twice makes it once. */
export function newId<T extends Id<string>>(): T {
  return uuidV7<T>(Date.now(), crypto.getRandomValues(new Uint8Array(10)))
}
