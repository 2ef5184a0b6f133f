import type { DeviceStore } from '@cyclecount/device-db'

/** What screens show of the device's database: read once per key, and again after each write. */
export interface Stored {
  readonly subscribe: (key: string, read: Read, onChange: () => void) => () => void
  /** The value last read; undefined before the first. */
  readonly value: (key: string) => unknown
  /** Something was written: what is shown is read again. */
  readonly lookAgain: () => void
}

type Read = (store: DeviceStore) => Promise<unknown>

interface Entry {
  value: unknown
  read: Read
  reading: boolean
  stale: boolean
  readonly listeners: Set<() => void>
}

export function createStored(store: DeviceStore): Stored {
  const entries = new Map<string, Entry>()

  async function refresh(entry: Entry): Promise<void> {
    if (entry.reading) {
      entry.stale = true
      return
    }
    entry.reading = true
    try {
      do {
        entry.stale = false
        const value = await entry.read(store)
        if (isSame(value, entry.value)) continue
        entry.value = value
        for (const listener of entry.listeners) listener()
      } while (entry.stale)
    } catch {
      // What cannot be read now stays as it was; a capture that fails says so aloud.
    } finally {
      entry.reading = false
    }
  }

  return {
    subscribe(key, read, onChange) {
      const known = entries.get(key)
      const entry: Entry = known ?? {
        value: undefined,
        read,
        reading: false,
        stale: false,
        listeners: new Set(),
      }
      if (!known) entries.set(key, entry)
      entry.read = read
      entry.listeners.add(onChange)
      void refresh(entry)
      return () => {
        entry.listeners.delete(onChange)
        if (entry.listeners.size === 0) entries.delete(key)
      }
    },
    value: (key) => entries.get(key)?.value,
    lookAgain() {
      for (const entry of entries.values()) void refresh(entry)
    },
  }
}

/** Rows are plain data: equal text is equal data, and nothing has to be drawn again. Maps are drawn again. */
function isSame(a: unknown, b: unknown): boolean {
  return a === b || (a !== undefined && b !== undefined && textOf(a) === textOf(b))
}

function textOf(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (part instanceof Map ? [...part] : part)) ?? ''
}
