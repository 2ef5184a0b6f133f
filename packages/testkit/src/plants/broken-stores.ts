import type { CountItem, ScanEvent, ScanId, SessionId } from '@cyclecount/domain'
import { foldEvents } from '@cyclecount/domain'
import type { LocalStore } from '@cyclecount/sync'
import type { DeviceSeam } from '../parts.ts'

type Write = (store: LocalStore) => Promise<unknown>

/** Says that it saved before it is on the disk: whatever is younger than a moment is gone after a crash. */
export function forgetful(openReal: () => LocalStore, seam: DeviceSeam): LocalStore {
  const MOMENT_MS = 300
  let store = openReal()
  let ready: Promise<unknown> = Promise.resolve()
  let writes: { readonly at: number; readonly write: Write }[] = []
  seam.onCrash(() => {
    writes = writes.filter(({ at }) => at <= seam.time.now - MOMENT_MS)
    const fresh = openReal()
    store = fresh
    ready = writes.reduce<Promise<unknown>>((before, { write }) => before.then(() => write(fresh)), ready)
  })
  const writing = <T>(write: (into: LocalStore) => Promise<T>): Promise<T> => {
    writes.push({ at: seam.time.now, write })
    return ready.then(() => write(store))
  }
  const calls = Object.keys(store).map((name) => [
    name,
    (...given: readonly unknown[]) => {
      const call: Write = (into) => (Reflect.get(into, name) as Call)(...given)
      return WRITES.has(name) ? writing(call) : ready.then(() => call(store))
    },
  ])
  return Object.fromEntries(calls) as LocalStore
}

type Call = (...given: readonly unknown[]) => Promise<unknown>

const WRITES: ReadonlySet<string> = new Set<keyof LocalStore>([
  'capture',
  'acknowledge',
  'adopt',
  'adoptSnapshot',
  'keepHistory',
  'prune',
  'noteConnection',
])

/** Keeps the event in one step and counts it in another; a crash in between leaves the lines behind for good. */
export function countingLater(real: LocalStore, seam: DeviceSeam): LocalStore {
  const lines = new Map<SessionId, Map<string, CountItem>>()
  let life = 0
  seam.onCrash(() => {
    life += 1
  })
  return {
    ...real,
    capture: async (sessionId, request, stamp) => {
      const outcome = await real.capture(sessionId, request, stamp)
      if (outcome.kind === 'failed') return outcome
      const mine = life
      const held = lines.get(sessionId) ?? new Map<string, CountItem>()
      lines.set(sessionId, held)
      seam.time.after(500, () => {
        if (mine !== life) return
        for (const { key, item } of outcome.captured.changes) {
          if (item) held.set(key, item)
          else held.delete(key)
        }
      })
      return outcome
    },
    adopt: async (pulled) => {
      await real.adopt(pulled)
      const items = await real.items(pulled.sessionId)
      lines.set(pulled.sessionId, new Map(items.map((item) => [item.key, item])))
    },
    items: async (sessionId) => [...(lines.get(sessionId)?.values() ?? [])],
  }
}

/** Looks which number comes next, and only then begins to write: two captures at once get the same. */
export function numberingOutside(real: LocalStore, seam: DeviceSeam): LocalStore {
  const numbers = new Map<ScanId, number>()
  const numbered = <E>(event: E): E => {
    const held = event as ScanEvent
    return { ...event, deviceSeq: numbers.get(held.scanId) ?? held.deviceSeq }
  }
  return {
    ...real,
    capture: async (sessionId, request, stamp) => {
      const log = await real.log(sessionId)
      const last = log.filter((event) => event.deviceId === seam.deviceId).length
      await seam.time.sleep(40)
      const outcome = await real.capture(sessionId, request, stamp)
      if (outcome.kind === 'failed') return outcome
      const { event } = outcome.captured
      numbers.set(event.scanId, last + 1)
      return { ...outcome, captured: { ...outcome.captured, event: numbered(event) } }
    },
    read: async (...asked) => (await real.read(...asked)).map(numbered),
    log: async (sessionId) => (await real.log(sessionId)).map(numbered),
  }
}

/** Takes what the server sends for the whole session: what waits here is gone. */
export function overwritten(real: LocalStore, seam: DeviceSeam): LocalStore {
  const gone = new Set<ScanId>()
  const log = async (sessionId: SessionId) =>
    (await real.log(sessionId)).filter((event) => !gone.has(event.scanId))
  return {
    ...real,
    adopt: async (pulled) => {
      const waiting = (await real.waiting()).find((session) => session.sessionId === pulled.sessionId)
      for (const event of await real.log(pulled.sessionId))
        if (waiting && event.deviceId === seam.deviceId && event.deviceSeq > waiting.acked)
          gone.add(event.scanId)
      await real.adopt(pulled)
    },
    log,
    items: async (sessionId) => [...foldEvents(await log(sessionId)).items.values()],
    read: async (...asked) =>
      (await real.read(...asked)).filter((record) => !gone.has((record as ScanEvent).scanId)),
  }
}

/** Makes ids when it sends, so that a retry carries others. */
export function renaming(real: LocalStore, seam: DeviceSeam): LocalStore {
  const sent = new Set<string>()
  return {
    ...real,
    read: async (sessionId, fromSeq, limit) =>
      (await real.read(sessionId, fromSeq, limit)).map((record, at) => {
        const place = `${sessionId} ${fromSeq + at}`
        if (sent.has(place)) return { ...(record as ScanEvent), scanId: seam.newId<ScanId>() }
        sent.add(place)
        return record
      }),
  }
}
