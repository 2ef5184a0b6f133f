import { chainStep, chainText, type SessionId } from '@cyclecount/domain'
import { LOG_BEGINS, type LogPlace } from './agreement.ts'
import { cutBatch, type BatchLimits } from './outbox.ts'
import type { OutboxSession, OutboxStore } from './ports.ts'

/** A part of a session's log, as it goes over the wire. */
export interface Batch {
  readonly session: OutboxSession
  readonly events: readonly unknown[]
  /** The last place of it. */
  readonly end: LogPlace
}

/** Reads what is sent next. */
export interface BatchReader {
  readonly next: (session: OutboxSession, limits: BatchLimits) => Promise<Batch>
  /** Begins to make the batch that follows one while that is under way: device and network work at once. */
  readonly readAhead: (batch: Batch, limits: BatchLimits) => void
}

interface Ahead {
  readonly sessionId: SessionId
  readonly from: LogPlace
  readonly part: Promise<Pick<Batch, 'events' | 'end'> | null>
}

export function createBatchReader(store: OutboxStore): BatchReader {
  let ahead: Ahead | null = null

  async function read(
    sessionId: SessionId,
    from: LogPlace,
    limits: BatchLimits,
  ): Promise<Pick<Batch, 'events' | 'end'>> {
    const events = cutBatch(await store.read(sessionId, from.seq + 1, limits.count), limits)
    return { events, end: placeAfter(from, events) }
  }

  return {
    async next(session, limits) {
      const { sessionId, from } = session
      const fits = ahead?.sessionId === sessionId && isSamePlace(ahead.from, from)
      const part = fits ? await ahead?.part : null
      ahead = null
      return { session, ...(part ?? (await read(sessionId, from, limits))) }
    },
    readAhead({ session: { sessionId, last }, end }, limits) {
      if (end.seq < last)
        ahead = { sessionId, from: end, part: read(sessionId, end, limits).catch(() => null) }
    },
  }
}

function isSamePlace(one: LogPlace, other: LogPlace): boolean {
  return one.seq === other.seq && one.chain === other.chain
}

/** How many records are read at once where the own log is compared. */
const PAGE = 1000

/**
 * The place in this device's own log that a server's figure speaks of, or its newest one where the server claims more. Null
 * where the log before it is no longer kept, so that it cannot be told.
 */
export async function ownPlace(
  store: OutboxStore,
  { session, events, end }: Batch,
  ackedThrough: number,
): Promise<LogPlace | null> {
  const { sessionId, from, last } = session
  const through = Math.min(ackedThrough, last)
  if (through === end.seq) return end
  if (through >= from.seq && through <= end.seq) return placeAfter(from, events.slice(0, through - from.seq))
  let place = through > end.seq ? end : LOG_BEGINS
  while (place.seq < through) {
    const stored = await store.read(sessionId, place.seq + 1, Math.min(PAGE, through - place.seq))
    if (stored.length === 0) return null
    place = placeAfter(place, stored)
  }
  return place
}

function placeAfter(from: LogPlace, events: readonly unknown[]): LogPlace {
  return { seq: from.seq + events.length, chain: events.map(chainText).reduce(chainStep, from.chain) }
}
