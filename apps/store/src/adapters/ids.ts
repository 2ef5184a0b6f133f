import { uuidV7, type Id } from '@cyclecount/domain'

/** A new id of this device's making. */
export function newId<T extends Id<string>>(): T {
  return uuidV7<T>(Date.now(), crypto.getRandomValues(new Uint8Array(10)))
}
