import type { PushBody } from '@cyclecount/contract'
import {
  NO_CHAIN,
  chainStep,
  chainText,
  type Chain,
  type SessionId,
  type SessionState,
} from '@cyclecount/domain'
import type { PushAnswer, Transport } from './ports.ts'
import { readEvent } from './read-event.ts'

/** A server one can hold in the hand: it keeps events by session, device and sequence, and acknowledges without gaps. */
export interface FakeServer extends Transport {
  readonly held: (sessionId: SessionId) => readonly unknown[]
  readonly pushes: () => readonly PushBody[]
  /** What the next pushes meet instead of a proper answer: an answer, or `lost` (kept, but never answered), or `down`. */
  readonly meet: (...faults: readonly (PushAnswer | 'lost' | 'down')[]) => void
  /** Takes this many events at most; more is a 413. */
  readonly takeAtMost: (events: number) => void
  /** As after a restore of an old backup: another incarnation, and nothing after `keep` events of each session. */
  readonly restore: (incarnation: string, keep: number) => void
  /** What it says of every session from now on. */
  readonly answerState: (state: SessionState) => void
  /** So many records of each session it set aside, and nobody has decided them. */
  readonly leaveUndecided: (records: number) => void
  /** Holds another record in the place of what it was sent. */
  readonly spoil: (sessionId: SessionId, seq: number) => void
}

export function createFakeServer(now: () => number): FakeServer {
  const rows = new Map<SessionId, Map<number, unknown>>()
  const pushes: PushBody[] = []
  const faults: (PushAnswer | 'lost' | 'down')[] = []
  let incarnation = 'first'
  let most = Infinity
  let state: SessionState = 'counting'
  let undecided = 0

  function keep(body: PushBody): void {
    for (const { sessionId, fromSeq, events } of body.sessions) {
      const held = rows.get(sessionId) ?? new Map<number, unknown>()
      rows.set(sessionId, held)
      for (const [at, event] of events.entries())
        if (!held.has(fromSeq + at)) held.set(readEvent(event)?.deviceSeq ?? fromSeq + at, event)
    }
  }

  function ackedThrough(sessionId: SessionId): number {
    const held = rows.get(sessionId)
    let seq = 0
    while (held?.has(seq + 1)) seq += 1
    return seq
  }

  function chainOf(sessionId: SessionId): Chain {
    const held = rows.get(sessionId)
    const texts = Array.from({ length: ackedThrough(sessionId) }, (_, at) => chainText(held?.get(at + 1)))
    return texts.reduce(chainStep, NO_CHAIN)
  }

  return {
    async push(body) {
      pushes.push(body)
      const fault = faults.shift()
      if (fault === 'down') throw new Error('no route to host')
      if (fault && fault !== 'lost') return fault
      const count = body.sessions.reduce((sum, session) => sum + session.events.length, 0)
      if (count > most) return { status: 413, retryAfterMs: null, body: null }
      keep(body)
      if (fault === 'lost') throw new Error('connection reset')
      return {
        status: 200,
        retryAfterMs: null,
        body: {
          batchId: body.batchId,
          deviceId: body.deviceId,
          incarnation,
          serverTime: now(),
          sessions: body.sessions.map(({ sessionId }) => ({
            sessionId,
            ackedThrough: ackedThrough(sessionId),
            chain: chainOf(sessionId),
            state,
            setAside: [],
            undecided,
          })),
        },
      }
    },
    held: (sessionId) => [...(rows.get(sessionId)?.values() ?? [])],
    pushes: () => pushes,
    meet: (...next) => void faults.push(...next),
    takeAtMost: (events) => void (most = events),
    answerState: (next) => void (state = next),
    leaveUndecided: (records) => void (undecided = records),
    spoil: (sessionId, seq) => void rows.get(sessionId)?.set(seq, { scanId: 'of somebody else' }),
    restore(next, keepFirst) {
      incarnation = next
      for (const held of rows.values()) for (const seq of held.keys()) if (seq > keepFirst) held.delete(seq)
    },
  }
}
