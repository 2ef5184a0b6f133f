import { ScanEvent } from '@cyclecount/contract'
import { isQuantity, type DeviceId, type PersonId, type SessionId } from '@cyclecount/domain'

/** One record of a push, read on its own: the event it is, or why it cannot be understood. */
export type ReadEvent =
  | { readonly seq: number; readonly raw: unknown; readonly event: ScanEvent }
  | { readonly seq: number; readonly raw: unknown; readonly problem: string }

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
    const parsed = ScanEvent.safeParse(raw)
    if (!parsed.success) {
      const told = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
      return { seq, raw, problem: told.slice(0, 10).join('; ') }
    }
    const event = parsed.data
    const problem =
      foreign(event, { sessionId: pushed.sessionId, deviceId, people, seq }) ?? unstorable(event)
    return problem === null ? { seq, raw, event } : { seq, raw, problem }
  })
}

function foreign(
  event: ScanEvent,
  place: {
    readonly sessionId: SessionId
    readonly deviceId: DeviceId
    readonly people: ReadonlySet<PersonId>
    readonly seq: number
  },
): string | null {
  if (event.sessionId !== place.sessionId) return 'names another session than the one it was sent for'
  if (event.deviceId !== place.deviceId) return 'names another device than the one that sent it'
  if (event.deviceSeq !== place.seq)
    return `names place ${event.deviceSeq} in the log but stands at ${place.seq}`
  if (!place.people.has(event.userId)) return 'names a person who never signed in on this device'
  return null
}

/** What no database column can hold. */
function unstorable(event: ScanEvent): string | null {
  for (const value of Object.values(event)) {
    if (typeof value === 'string' && (value.includes('\0') || !value.isWellFormed()))
      return 'holds a character that cannot be stored'
  }
  if ('quantityMilli' in event && !isQuantity(event.quantityMilli * event.packUnits))
    return 'counts more than can be counted'
  return null
}
