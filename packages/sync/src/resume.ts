import type { Counted, DeviceId, Meaning, ScanEvent, ScanId, SeenByDevice } from '@cyclecount/domain'
import { foldEvents, meaningsOf } from '@cyclecount/domain'
import type { LogPlace } from './agreement.ts'
import type { PulledSession } from './ports.ts'
import { subjectOf, type Subject } from './subject.ts'
import { withoutVoided } from './voided.ts'

/** An event as a store keeps it: with what it is about. */
export interface AboutEvent {
  readonly event: ScanEvent
  readonly subject: Subject
}

/**
 * Whether a pull begins where the last one ended, or is all of the session; another one came too late and says nothing new. What
 * comes after a snapshot is pulled when its history is here.
 */
export function continuesPull(
  pulledTo: LogPlace,
  pulled: Pick<PulledSession, 'after'>,
  lacksHistory: boolean,
): boolean {
  return pulled.after === 0 || (pulled.after === pulledTo.seq && !lacksHistory)
}

/** A session rebuilt from what the server holds and what only this device holds. */
export interface MergedSession {
  /** What this device's own log lacks, to be kept beside it; the log itself is never written by a pull. */
  readonly others: readonly AboutEvent[]
  readonly counted: Counted
  readonly meanings: ReadonlyMap<string, Meaning>
  /** The highest sequence held of every other device. */
  readonly seen: SeenByDevice
}

/**
 * Merges a pulled log with the device's own. Pure, and indifferent to order: what waits to be sent is part of the count before
 * and after, nothing is counted twice. Rules RS1 to RS3.
 */
export function mergeSession(
  deviceId: DeviceId,
  own: readonly ScanEvent[],
  heldOfOthers: readonly ScanEvent[],
  pulled: readonly ScanEvent[],
): MergedSession {
  const ownIds = new Set(own.map((event) => event.scanId))
  const othersById = new Map<ScanId, ScanEvent>()
  for (const event of [...heldOfOthers, ...pulled])
    if (!ownIds.has(event.scanId)) othersById.set(event.scanId, event)
  const others = [...othersById.values()]
  const all = [...own, ...others]
  const seen: Record<DeviceId, number> = {}
  for (const event of others)
    if (event.deviceId !== deviceId)
      seen[event.deviceId] = Math.max(seen[event.deviceId] ?? 0, event.deviceSeq)
  return {
    others: aboutEach(others, own),
    counted: foldEvents(all),
    meanings: meaningsOf(withoutVoided(all)),
    seen,
  }
}

/** Says of events what each is about; `own`: further ones that a void among them may be about. */
export function aboutEach(events: readonly ScanEvent[], own: readonly ScanEvent[]): readonly AboutEvent[] {
  const subjectById = new Map<ScanId, Subject>()
  for (const event of [...own, ...events])
    if (event.kind !== 'void') subjectById.set(event.scanId, subjectOf(event, null))
  return events.map((event) => ({
    event,
    subject: subjectOf(event, event.kind === 'void' ? (subjectById.get(event.target) ?? null) : null),
  }))
}

/** What a `set` of this device adds to its own sequence: how far it knows the others. */
export function withoutDevice(seen: SeenByDevice, deviceId: DeviceId): SeenByDevice {
  const others = Object.entries(seen).filter(([device]) => device !== deviceId)
  return Object.fromEntries(others)
}
