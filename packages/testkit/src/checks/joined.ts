import type { ScanEvent, SessionId } from '@cyclecount/domain'
import type { AsideFact, PlaceFact, SessionFact } from './facts.ts'
import type { Pulled, Rest } from './final.ts'

/** What is on the server when everything came to rest. */
interface Held {
  readonly sessions: readonly SessionFact[]
  readonly places: readonly PlaceFact[]
  readonly aside: readonly AsideFact[]
  readonly pulled: ReadonlyMap<SessionId, Pulled>
}

/** Beginnings and ends stay with their session. */
const STAYS: ReadonlySet<ScanEvent['kind']> = new Set(['start', 'pause', 'resume', 'submit'])

/** What was counted in a count that was added to another one stands in the log of that one too, each event once. */
export function checkJoined({ devices, witness }: Rest, { sessions, places, aside, pulled }: Held): void {
  // What lies behind a gap is not carried on, and only who was shut out leaves one.
  if (devices.some(({ isRevoked, isTakenIn }) => isRevoked && !isTakenIn)) return
  const notCounted = new Set(places.flatMap(({ scanId, late }) => (isOpen(late) ? scanId : [])))
  const real = new Set(devices.map(({ deviceId }) => deviceId))
  for (const [into, joined] of Map.groupBy(sessions, ({ joinedInto }) => joinedInto)) {
    if (into === null) continue
    const wanted = joined.flatMap(({ sessionId }) =>
      eventsOf(pulled.get(sessionId)).filter(
        ({ kind, scanId }) => !STAYS.has(kind) && !notCounted.has(scanId),
      ),
    )
    const there = eventsOf(pulled.get(into)).filter(({ deviceId }) => !real.has(deviceId))
    const left = times(there)
    for (const event of wanted) {
      const name = countedAs(event)
      const count = left.get(name) ?? 0
      if (count === 0)
        witness.report('what was joined is counted', `${event.kind} ${event.scanId} is not in ${into}`)
      left.set(name, count - 1)
    }
    // Of its own it holds what managers matched, and what they let count.
    const decided = aside.filter(({ sessionId, settled }) => sessionId === into && settled === 'count').length
    const others = new Set(there.filter(({ kind }) => kind !== 'match').map(countedAs))
    const more = [...others].reduce((sum, name) => sum + Math.max(0, left.get(name) ?? 0), 0)
    if (more > decided) witness.report('what was joined is counted once', `${more} more than that in ${into}`)
  }
}

function isOpen(late: PlaceFact['late']): boolean {
  return late === 'waiting' || late === 'dismissed'
}

function eventsOf(pulled: Pulled | undefined): readonly ScanEvent[] {
  return pulled?.events ?? []
}

function times(events: readonly ScanEvent[]): Map<string, number> {
  const count = new Map<string, number>()
  for (const event of events) count.set(countedAs(event), (count.get(countedAs(event)) ?? 0) + 1)
  return count
}

/** All of an event but where it stands in a log, and what it names there. */
function countedAs(event: ScanEvent): string {
  const nowhere = { scanId: 0, sessionId: 0, deviceId: 0, deviceSeq: 0, target: 0, replaces: 0 }
  const entries = Object.entries({ ...event, ...nowhere })
  return JSON.stringify(entries.toSorted(([one], [other]) => (one < other ? -1 : 1)))
}
