import type { DeviceId, ScanEvent, SessionId } from '@cyclecount/domain'
import type { Captured } from '@cyclecount/sync'
import type { DeviceStore } from '../device-store.ts'
import type { SessionRow } from '../rows.ts'
import type { EventRecord, JournalRecord } from './record.ts'
import { sentinelText } from './sentinel.ts'

export interface FeederDeps {
  readonly store: DeviceStore
  /** Resolves when it is on the disk. Rejects where it is not; then nothing of it is kept. */
  readonly put: (records: readonly JournalRecord[]) => Promise<void>
  /** Notes how far every session has come. */
  readonly note: (sentinelText: string) => void
  /** UTC ms. */
  readonly now: () => number
}

export interface Feeder {
  /** Before the database has it: resolves when the journal has it on the disk. Null where something before it lacks here. */
  readonly ahead: (event: ScanEvent) => Promise<void> | null
  /** Right after it is saved. */
  readonly captured: (captured: Captured) => void
  /** Gives the journal whatever it lacks. Rejects where journal or database fails; the next look makes up for it. */
  readonly look: () => Promise<void>
}

/** Many enough for few messages, few enough that reading them holds nobody up. */
const AT_ONCE = 200

/** What the journal was given of a session. */
interface Fed {
  readonly acked: number
  /** The row as text, without what every capture changes. */
  readonly header: string
  through: number
  /** The last one that was captured here. */
  latest: string | null
}

/**
 * Gives the journal each capture at once, and at every look what else it lacks: captures of other tabs, of before it was there, or
 * that it could not take; acknowledgements, given and taken back. Rules JN1 and JN4.
 */
export function createFeeder({ store, put, note, now }: FeederDeps): Feeder {
  const fed = new Map<SessionId, Fed>()
  const settings = new Map<string, string>()

  async function feedSettings(): Promise<void> {
    for (const [name, value] of await settingsToKeep(store)) {
      const text = JSON.stringify(value)
      if (settings.get(name) === text) continue
      await put([{ kind: 'setting', name, at: now(), value }])
      settings.set(name, text)
    }
  }

  async function feedSession(row: SessionRow, deviceId: DeviceId): Promise<void> {
    const { sessionId, acked, last } = row
    const before = fed.get(sessionId)
    const header = headerText(row)
    if (header !== before?.header)
      await put([{ kind: 'session', sessionId, deviceId, acked, at: now(), row }])
    // What was taken back is not the server's any more: it is copied again.
    const isTakenBack = acked < (before?.acked ?? 0)
    const through = isTakenBack ? acked : Math.max(acked, before?.through ?? 0)
    const known: Fed = { acked, header, through, latest: before?.latest ?? null }
    fed.set(sessionId, known)
    while (known.through < last) {
      const from = known.through + 1
      const events = await store.read(sessionId, from, AT_ONCE)
      if (events.length === 0) return
      await put(events.map((event, at) => recordOf({ sessionId, deviceId, deviceSeq: from + at }, event)))
      known.through = Math.max(known.through, from + events.length - 1)
    }
  }

  /** The latest at a place counts: the database may have put another one there than was foreseen. */
  function feedEvent(known: Fed, event: ScanEvent): Promise<void> {
    known.through = event.deviceSeq
    known.latest = event.scanId
    return put([recordOf(event, event)]).catch((error: unknown) => {
      known.through = Math.min(known.through, event.deviceSeq - 1)
      throw error
    })
  }

  return {
    ahead(event) {
      const known = fed.get(event.sessionId)
      return known?.through === event.deviceSeq - 1 ? feedEvent(known, event) : null
    },
    captured({ event }) {
      const known = fed.get(event.sessionId)
      // Out of turn: the next look sees to it.
      if (!known || known.through < event.deviceSeq - 1) return
      const isFed = known.through >= event.deviceSeq && known.latest === event.scanId
      if (!isFed) feedEvent(known, event).catch(() => null)
    },
    async look() {
      const deviceId = await store.deviceId()
      const rows = await store.sessions()
      const reached = rows.map(
        ({ sessionId, last, acked, ackedChain: chain }) => [sessionId, { last, acked, chain }] as const,
      )
      note(sentinelText({ deviceId, sessions: new Map(reached) }))
      await feedSettings()
      for (const row of rows) await feedSession(row, deviceId)
    },
  }
}

/** Who this device is and who counts on it. Nobody's sign-in: it works once, and the other copy would use it up. */
async function settingsToKeep(store: DeviceStore): Promise<readonly (readonly [string, unknown])[]> {
  const people = Object.entries((await store.setting('people')) ?? {})
  const signedOut = people.map(([personId, person]) => [personId, { ...person, tokens: null }] as const)
  return [
    ['people', Object.fromEntries<unknown>(signedOut)],
    ['device', await store.setting('device')],
    ['person', await store.setting('person')],
  ]
}

function headerText({ last: _last, scans: _scans, locationId: _locationId, ...header }: SessionRow): string {
  return JSON.stringify(header)
}

function recordOf(
  { sessionId, deviceId, deviceSeq }: Pick<EventRecord, 'sessionId' | 'deviceId' | 'deviceSeq'>,
  event: unknown,
): EventRecord {
  const named = typeof event === 'object' && event !== null && 'scanId' in event ? event.scanId : null
  // An event that nobody understands is kept all the same, by its place.
  const scanId = typeof named === 'string' ? named : `${deviceId}-${deviceSeq}`
  return { kind: 'event', sessionId, deviceId, deviceSeq, scanId, event }
}
