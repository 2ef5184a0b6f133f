import type { DeviceId, SessionId } from '@cyclecount/domain'
import type { EventRecord, JournalRecord, SessionRecord } from './record.ts'

/** What counts of a journal: the latest of each setting and session, and the events above what the server holds. */
export interface Held<T> {
  readonly settings: Map<string, { readonly at: number; readonly kept: T }>
  readonly sessions: Map<SessionId, { readonly at: number; readonly kept: T }>
  /** How far the server holds a session of each device that this one ever was. */
  readonly acked: Map<string, number>
  /** By scan id within each session. */
  readonly events: Map<SessionId, Map<string, HeldEvent<T>>>
}

interface HeldEvent<T> {
  readonly deviceId: DeviceId
  readonly deviceSeq: number
  readonly kept: T
}

export function holdNothing<T>(): Held<T> {
  return { settings: new Map(), sessions: new Map(), acked: new Map(), events: new Map() }
}

/** Whether the journal knows it already, or does not need it. */
export function isHeld<T>(held: Held<T>, record: JournalRecord): boolean {
  switch (record.kind) {
    case 'setting':
      return (held.settings.get(record.name)?.at ?? -1) > record.at
    case 'session':
      return (held.sessions.get(record.sessionId)?.at ?? -1) > record.at
    case 'event':
      return (
        record.deviceSeq <= (held.acked.get(logOf(record)) ?? 0) ||
        held.events.get(record.sessionId)?.get(record.scanId)?.deviceSeq === record.deviceSeq
      )
  }
}

/** Takes a record in, with what the caller keeps of it. */
export function hold<T>(held: Held<T>, record: JournalRecord, kept: T): void {
  if (isHeld(held, record)) return
  switch (record.kind) {
    case 'setting':
      held.settings.set(record.name, { at: record.at, kept })
      return
    case 'session':
      holdSession(held, record, kept)
      return
    case 'event':
      holdEvent(held, record, kept)
  }
}

function holdSession<T>(held: Held<T>, record: SessionRecord, kept: T): void {
  const { sessionId, deviceId, at, acked } = record
  held.sessions.set(sessionId, { at, kept })
  held.acked.set(logOf(record), acked)
  const events = held.events.get(sessionId)
  for (const [scanId, event] of events ?? [])
    if (event.deviceId === deviceId && event.deviceSeq <= acked) events?.delete(scanId)
}

function holdEvent<T>(held: Held<T>, record: EventRecord, kept: T): void {
  const { sessionId, scanId, deviceId, deviceSeq } = record
  const events = held.events.get(sessionId) ?? new Map<string, HeldEvent<T>>()
  events.set(scanId, { deviceId, deviceSeq, kept })
  held.events.set(sessionId, events)
}

/** A device's part of a session: what the server holds of one says nothing of another. */
function logOf({ sessionId, deviceId }: SessionRecord | EventRecord): string {
  return `${sessionId} ${deviceId}`
}

/** Everything that counts, settings and sessions before the events. */
export function allOf<T>(held: Held<T>): readonly T[] {
  const events = [...held.events.values()].flatMap((ofSession) => [...ofSession.values()])
  return [...held.settings.values(), ...held.sessions.values(), ...events].map(({ kept }) => kept)
}
