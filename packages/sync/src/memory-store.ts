import type {
  CountItem,
  DeviceId,
  Meaning,
  PersonId,
  ScanEvent,
  SeenByDevice,
  SessionId,
} from '@cyclecount/domain'
import { LOG_BEGINS, sendFrom, settle, takenBack, type Agreement, type LogPlace } from './agreement.ts'
import {
  captureEvent,
  lookUpFrom,
  type CaptureRequest,
  type CaptureStamp,
  type CodeChoice,
  type LookUp,
} from './capture.ts'
import { idle, type ConnectionState } from './connection.ts'
import type {
  CaptureOutcome,
  DeviceIdentity,
  LackingHistory,
  LocalStore,
  OutboxSession,
  PulledSession,
  ServerMoment,
  SessionAck,
  SessionSnapshot,
  SyncError,
} from './ports.ts'
import { projectEvent } from './project.ts'
import { NeedsHistory } from './project-over.ts'
import { aboutEach, continuesPull, mergeSession, withoutDevice, type AboutEvent } from './resume.ts'
import type { SessionView } from './session-view.ts'
import { linePrefix, subjectOf } from './subject.ts'
import { finalSince, mayForget, serverTimeOf, type Retained } from './retention.ts'
import { say } from './words/say.ts'

interface MemorySession {
  readonly userId: PersonId
  /** Empty once it was pruned; `last` tells how long it was. */
  readonly own: AboutEvent[]
  last: number
  floor: LogPlace
  agreement: Agreement
  undecided: number
  pulledTo: LogPlace
  /** What it began with here, while the events behind it are on the server; null where all of them are here. */
  base: { readonly lines: readonly CountItem[]; readonly lacking: LackingHistory } | null
  finalAt: number | null
  others: readonly AboutEvent[]
  readonly items: Map<string, CountItem>
  readonly meanings: Map<string, Meaning>
  seen: SeenByDevice
  scans: number
}

export interface MemoryStoreOptions {
  readonly deviceId: DeviceId
  readonly token?: string | null
  /** What the catalogue holds. */
  readonly codes?: Readonly<Record<string, readonly CodeChoice[]>>
}

/** A `LocalStore` that forgets when it is dropped: for tests and the simulation. It keeps the rules, not the disk. */
export function createMemoryStore({
  deviceId,
  token = 'token',
  codes = {},
}: MemoryStoreOptions): LocalStore & {
  readonly noted: () => { readonly connection: ConnectionState; readonly error: SyncError | null }
} {
  const sessions = new Map<SessionId, MemorySession>()
  let identity: DeviceIdentity = { deviceId, token, incarnation: null }
  let connection: ConnectionState = idle
  let error: SyncError | null = null
  let queue: Promise<unknown> = Promise.resolve()

  /** One after the other, as transactions are. */
  function serial<T>(work: () => Promise<T>): Promise<T> {
    const done = queue.then(work)
    queue = done.catch(() => null)
    return done
  }

  function open(sessionId: SessionId, userId: PersonId): MemorySession {
    const known = sessions.get(sessionId)
    if (known) return known
    const fresh: MemorySession = {
      userId,
      own: [],
      others: [],
      items: new Map(),
      meanings: new Map(),
      seen: {},
      last: 0,
      floor: LOG_BEGINS,
      agreement: takenBack({ last: 0, floor: LOG_BEGINS }),
      undecided: 0,
      pulledTo: LOG_BEGINS,
      base: null,
      finalAt: null,
      scans: 0,
    }
    sessions.set(sessionId, fresh)
    return fresh
  }

  function lookUp(session: MemorySession, codeKey: string): LookUp {
    const meaning = session.meanings.get(codeKey)
    const known = meaning ? Object.values(codes).flat() : []
    const product = known.find((choice) => choice.product.productId === meaning?.productId)?.product
    const matched = meaning && product ? { product, packUnits: meaning.packUnits } : null
    return lookUpFrom(codes[codeKey] ?? [], matched)
  }

  async function capture(
    sessionId: SessionId,
    request: CaptureRequest,
    stamp: CaptureStamp,
  ): Promise<CaptureOutcome> {
    if (request.kind !== 'start' && !sessions.has(sessionId)) {
      const message = say('device.noSession')
      return { kind: 'failed', problem: { kind: 'no-session', message, retryable: false } }
    }
    const session = open(sessionId, stamp.userId)
    const found = request.kind === 'scan' ? lookUp(session, request.codeKey) : null
    const position = { sessionId, deviceId, deviceSeq: session.last + 1, seen: session.seen }
    const event = captureEvent(request, stamp, position, found ?? { kind: 'unknown' })
    const target =
      event.kind === 'void'
        ? [...session.own, ...session.others].find((kept) => kept.event.scanId === event.target)
        : undefined
    const subject = subjectOf(event, target?.subject ?? null)
    session.own.push({ event, subject })
    try {
      const changes = await projectEvent(viewOf(session), event, subject)
      session.last += 1
      if (event.kind === 'scan') session.scans += 1
      const { agreement, last, scans } = session
      const counters = { sessionId, acked: agreement.acked, last, scans }
      return { kind: 'saved', captured: { event, lookUp: found, changes, counters } }
    } catch (refusal) {
      if (!(refusal instanceof NeedsHistory)) throw refusal
      session.own.pop()
      const message = say('device.history')
      return { kind: 'failed', problem: { kind: 'history', message, retryable: true } }
    }
  }

  async function acknowledge(acks: readonly SessionAck[], server: ServerMoment): Promise<void> {
    if (identity.incarnation !== null && identity.incarnation !== server.incarnation)
      for (const session of sessions.values()) session.agreement = takenBack(session)
    identity = { ...identity, incarnation: server.incarnation }
    for (const ack of acks) {
      const session = sessions.get(ack.sessionId)
      if (!session) continue
      const agreement = settle(session.agreement, session, ack)
      session.finalAt = finalSince(retained(session), agreement, ack.state, serverTimeOf(server))
      session.agreement = agreement
      session.undecided = ack.undecided
    }
  }

  async function adopt(pulled: PulledSession): Promise<void> {
    const session = open(pulled.sessionId, pulled.userId)
    if (!continuesPull(session.pulledTo, pulled, session.base !== null)) return
    session.base = null
    const held = pulled.after === 0 ? [] : eventsOf(session.others)
    const merged = mergeSession(deviceId, eventsOf(session.own), held, pulled.events)
    session.others = merged.others
    session.seen = merged.seen
    session.pulledTo = { seq: pulled.cursor, chain: pulled.chain }
    session.items.clear()
    for (const [key, item] of merged.counted.items) session.items.set(key, item)
    session.meanings.clear()
    for (const [codeKey, meaning] of merged.meanings) session.meanings.set(codeKey, meaning)
  }

  function adoptSnapshot(snapshot: SessionSnapshot): boolean {
    const session = open(snapshot.sessionId, snapshot.userId)
    if (session.last > session.floor.seq || session.pulledTo.seq > 0) return false
    session.base = {
      lines: snapshot.items,
      lacking: { from: LOG_BEGINS, through: snapshot.cursor },
    }
    session.pulledTo = { seq: snapshot.cursor, chain: snapshot.chain }
    session.seen = withoutDevice(snapshot.seen, deviceId)
    session.others = aboutEach(snapshot.events, [])
    for (const item of snapshot.items) session.items.set(item.key, item)
    for (const [codeKey, meaning] of snapshot.meanings) session.meanings.set(codeKey, meaning)
    return true
  }

  function keepHistory(
    sessionId: SessionId,
    from: LogPlace,
    events: readonly ScanEvent[],
    place: LogPlace,
  ): void {
    const session = sessions.get(sessionId)
    const lacking = session?.base?.lacking
    if (!session?.base || lacking?.from.seq !== from.seq) return
    const kept = new Map([...eventsOf(session.others), ...events].map((event) => [event.scanId, event]))
    session.others = aboutEach([...kept.values()], eventsOf(session.own))
    session.base =
      place.seq >= lacking.through ? null : { ...session.base, lacking: { ...lacking, from: place } }
  }

  function prune(now: number): void {
    for (const session of sessions.values()) {
      if (!mayForget(retained(session), now)) continue
      session.floor = { seq: session.last, chain: session.agreement.ackedChain }
      session.pulledTo = LOG_BEGINS
      session.base = null
      session.own.length = 0
      session.others = []
      session.items.clear()
      session.meanings.clear()
    }
  }

  function outboxOf([sessionId, session]: readonly [SessionId, MemorySession]): OutboxSession {
    const { agreement, last, undecided } = session
    const { acked, resendThrough } = agreement
    return { sessionId, acked, last, from: sendFrom(agreement, session), resendThrough, undecided }
  }

  return {
    identity: () => serial(async () => identity),
    waiting: () => serial(async () => [...sessions].map(outboxOf).filter(({ acked, last }) => acked < last)),
    settled: () =>
      serial(async () =>
        [...sessions]
          .filter(([, { agreement, last, floor }]) => agreement.acked >= last && last > floor.seq)
          .map(outboxOf),
      ),
    forked: () =>
      serial(async () =>
        [...sessions].filter(([, { agreement }]) => agreement.forked).map(([sessionId]) => sessionId),
      ),
    read: (sessionId, fromSeq, limit) =>
      serial(async () => {
        const session = sessions.get(sessionId)
        const at = fromSeq - 1 - (session?.floor.seq ?? 0)
        return session && at >= 0 ? eventsOf(session.own).slice(at, at + limit) : []
      }),
    acknowledge: (acks, server) => serial(() => acknowledge(acks, server)),
    connection: () => serial(async () => connection),
    noteConnection: (state, latest) =>
      serial(async () => {
        connection = state
        error = latest
      }),
    capture: (sessionId, request, stamp) => serial(() => capture(sessionId, request, stamp)),
    adopt: (pulled) => serial(() => adopt(pulled)),
    adoptSnapshot: (snapshot) => serial(async () => adoptSnapshot(snapshot)),
    lacking: (sessionId) => serial(async () => sessions.get(sessionId)?.base?.lacking ?? null),
    keepHistory: (sessionId, from, events, place) =>
      serial(async () => keepHistory(sessionId, from, events, place)),
    pulledTo: (sessionId) => serial(async () => sessions.get(sessionId)?.pulledTo ?? LOG_BEGINS),
    prune: (now) => serial(async () => prune(now)),
    log: (sessionId) => serial(async () => allEvents(sessions.get(sessionId))),
    items: (sessionId) => serial(async () => [...(sessions.get(sessionId)?.items.values() ?? [])]),
    noted: () => ({ connection, error }),
  }
}

function retained(session: MemorySession): Retained {
  const { agreement, finalAt } = session
  return { agreement, kept: session, finalAt }
}

function eventsOf(kept: readonly AboutEvent[]): readonly ScanEvent[] {
  return kept.map(({ event }) => event)
}

function allEvents(session: MemorySession | undefined): readonly ScanEvent[] {
  return session ? eventsOf([...session.own, ...session.others]) : []
}

function viewOf(session: MemorySession): SessionView {
  const { base } = session
  return {
    item: async (key) => session.items.get(key) ?? null,
    meaning: async (codeKey) => session.meanings.get(codeKey) ?? null,
    putMeaning: async (codeKey, meaning) => {
      if (meaning) session.meanings.set(codeKey, meaning)
      else session.meanings.delete(codeKey)
    },
    codesMeaning: async (productId) =>
      [...session.meanings]
        .filter(([, meaning]) => meaning.productId === productId)
        .map(([codeKey]) => codeKey),
    eventsAbout: async (subjects) =>
      eventsOf(
        [...session.own, ...(base ? [] : session.others)].filter(({ subject }) => subjects.includes(subject)),
      ),
    base: base && {
      lines: async (subjects) => {
        const prefixes = subjects.map(linePrefix)
        return base.lines.filter(({ key }) => prefixes.some((prefix) => key.startsWith(prefix)))
      },
    },
    putItem: async (item) => void session.items.set(item.key, item),
    replaceLines: async (subjects, items) => {
      const prefixes = subjects.map(linePrefix)
      const gone = [...session.items.keys()].filter((key) =>
        prefixes.some((prefix) => key.startsWith(prefix)),
      )
      for (const key of gone) session.items.delete(key)
      for (const item of items) session.items.set(item.key, item)
      return gone
    },
  }
}
