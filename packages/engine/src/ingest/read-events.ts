import { parseScanEvent, type ScanEvent } from '@cyclecount/contract'
import { isQuantity, type DeviceId, type PersonId, type SessionId, type Sentence } from '@cyclecount/domain'
import { say } from '../words/say.ts'

/** One record of a push, read on its own: the event it is, or why it cannot be understood. */
export type ReadEvent =
  | { readonly seq: number; readonly raw: unknown; readonly event: ScanEvent }
  | { readonly seq: number; readonly raw: unknown; readonly problem: Sentence }

interface PushedSession {
  readonly sessionId: SessionId
  readonly fromSeq: number
  readonly events: readonly unknown[]
}

/**
 * Reads the records of one session. A record's place in the log is where it stands in the batch, so that one whose own number
 * is spoilt still fills its place and does not stop those behind it.
 */
export function readEvents(
  pushed: PushedSession,
  deviceId: DeviceId,
  people: ReadonlySet<PersonId>,
): readonly ReadEvent[] {
  return pushed.events.map((raw, index) => {
    const seq = pushed.fromSeq + index
    const { event, problem } = readRecord(raw)
    if (event === null) return { seq, raw, problem }
    const place = { sessionId: pushed.sessionId, deviceId, people, seq }
    const wrong = foreign(event, place) ?? problem
    return wrong === null ? { seq, raw, event } : { seq, raw, problem: wrong }
  })
}

/** One record by itself, wherever it stands: null where it is no event, a problem where it is none that can be kept. */
export function readRecord(
  raw: unknown,
):
  | { readonly event: ScanEvent; readonly problem: Sentence | null }
  | { readonly event: null; readonly problem: Sentence } {
  const parsed = parseScanEvent(raw)
  if (parsed.success) return { event: parsed.data, problem: unstorable(parsed.data) }
  const told = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  return { event: null, problem: say('aside.unread', { faults: told.slice(0, 10).join('; ') }) }
}

function foreign(
  event: ScanEvent,
  place: {
    readonly sessionId: SessionId
    readonly deviceId: DeviceId
    readonly people: ReadonlySet<PersonId>
    readonly seq: number
  },
): Sentence | null {
  if (event.sessionId !== place.sessionId) return say('aside.otherSession')
  if (event.deviceId !== place.deviceId) return say('aside.otherDevice')
  if (event.deviceSeq !== place.seq)
    return say('aside.otherPlace', { named: event.deviceSeq, stands: place.seq })
  if (!place.people.has(event.userId)) return say('aside.stranger')
  return null
}

/** What no database column can hold. */
function unstorable(event: ScanEvent): Sentence | null {
  const fields: Readonly<Record<string, unknown>> = event
  for (const name in fields) {
    const value = fields[name]
    if (typeof value === 'string' && (value.includes('\0') || !value.isWellFormed()))
      return say('aside.character')
  }
  if ('quantityMilli' in event && !isQuantity(event.quantityMilli * event.packUnits))
    return say('aside.quantity')
  return null
}
