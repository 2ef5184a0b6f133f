import { describe, expect, test } from 'vitest'
import {
  BACKOFF_CAP_MS,
  connectionTransitions,
  maySend,
  transition,
  type ConnectionEvent,
  type ConnectionKind,
  type ConnectionState,
} from './connection.ts'

const states: Record<ConnectionKind, ConnectionState> = {
  idle: { kind: 'idle' },
  sending: { kind: 'sending', failures: 2 },
  'backing-off': { kind: 'backing-off', failures: 3, since: 1000, until: 9000, notBefore: 5000 },
  blocked: { kind: 'blocked', reason: 'signed-out' },
}
const events: Record<ConnectionEvent['kind'], ConnectionEvent> = {
  begin: { kind: 'begin' },
  progress: { kind: 'progress' },
  drained: { kind: 'drained' },
  failed: { kind: 'failed', now: 1000, chance: 0.5, retryAfterMs: null },
  refused: { kind: 'refused', reason: 'device-revoked' },
  poke: { kind: 'poke' },
  opened: { kind: 'opened' },
  enrolled: { kind: 'enrolled' },
}

describe('[CN1] the connection', () => {
  test.each(
    Object.values(states).flatMap((state) => Object.values(events).map((event) => ({ state, event }))),
  )('$state.kind after $event.kind is as the table says', ({ state, event }) => {
    expect(transition(state, event).kind).toBe(connectionTransitions[state.kind][event.kind])
  })

  test('[CN2] waits twice as long at most after each failure, with full jitter, up to the cap', () => {
    const wait = (failures: number, chance: number) => {
      const next = transition({ kind: 'sending', failures }, { ...events.failed, chance } as ConnectionEvent)
      return next.kind === 'backing-off' ? next.until - 1000 : null
    }
    expect([wait(0, 0.999), wait(1, 0.999), wait(2, 0.5), wait(2, 0)]).toEqual([1998, 3996, 4000, 0])
    expect(wait(60, 0.999_999)).toBeLessThanOrEqual(BACKOFF_CAP_MS)
  })

  test('[CN3] never comes back before the server asked', () => {
    const asked: ConnectionEvent = { kind: 'failed', now: 1000, chance: 0.1, retryAfterMs: 60_000 }
    const state = transition(states.sending, asked)
    expect(state).toMatchObject({ kind: 'backing-off', until: 61_000 })
    expect([maySend(state, 60_999), maySend(state, 61_000)]).toEqual([false, true])
  })

  test('[CN3] a poke ends a wait of our own, and of the server’s all but what it asked for', () => {
    const wait = (retryAfterMs: number | null): ConnectionState =>
      transition(states.sending, { kind: 'failed', now: 1000, chance: 0.9, retryAfterMs })
    const poked = (retryAfterMs: number | null) => transition(wait(retryAfterMs), events.poke)
    expect([maySend(wait(null), 1000), maySend(poked(null), 1000)]).toEqual([false, true])
    expect([maySend(poked(2000), 2999), maySend(poked(2000), 3000)]).toEqual([false, true])
    // Days, from something in between.
    expect(maySend(poked(900_000_000), 1000 + BACKOFF_CAP_MS)).toBe(true)
  })

  test('[CN3] a clock that is set back ends a wait, rather than making it longer', () => {
    expect([maySend(states['backing-off'], 1000), maySend(states['backing-off'], 999)]).toEqual([false, true])
  })

  test('[CN4] forgets failures when the server acknowledged something', () => {
    expect(transition(states.sending, events.progress)).toEqual({ kind: 'sending', failures: 0 })
    expect(transition(states['backing-off'], events.begin)).toEqual({ kind: 'sending', failures: 3 })
  })

  test('[CN5] SYNC-6 stays blocked until the device is enrolled or the app is opened anew', () => {
    expect(maySend(states.blocked, 1e15)).toBe(false)
    expect(transition(states.blocked, events.poke)).toEqual(states.blocked)
    expect(maySend(transition(states.blocked, events.enrolled), 0)).toBe(true)
    expect(maySend(transition(states.blocked, events.opened), 0)).toBe(true)
  })
})
