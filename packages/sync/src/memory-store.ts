import type {
  CountItem,
  DeviceId,
  Meaning,
  PersonId,
  ScanEvent,
  SeenByDevice,
  SessionId,
} from '@cyclecount/domain'
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
  LocalStore,
  PulledSession,
  ServerMoment,
  SessionAck,
  SyncError,
} from './ports.ts'
import { linePrefix, projectEvent, subjectOf, type SessionView } from './project.ts'
import { mergeSession, type AboutEvent } from './resume.ts'

interface MemorySession {
  readonly userId: PersonId
  readonly own: AboutEvent[]
  others: readonly AboutEvent[]
  readonly items: Map<string, CountItem>
  readonly meanings: Map<string, Meaning>
  seen: SeenByDevice
  acked: number
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
      acked: 0,
      scans: 0,
    }
    sessions.set(sessionId, fresh)
    return fresh
  }

  function lookUp(session: MemorySession, codeKey: string): LookUp {
    const meaning = session.meanings.get(codeKey)
    const known = Object.values(codes).flat()
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
      const message = 'This session is not on this device.'
      return { kind: 'failed', problem: { kind: 'no-session', message, retryable: false } }
    }
    const session = open(sessionId, stamp.userId)
    const found = request.kind === 'scan' ? lookUp(session, request.codeKey) : null
    const position = { sessionId, deviceId, deviceSeq: session.own.length + 1, seen: session.seen }
    const event = captureEvent(request, stamp, position, found ?? { kind: 'unknown' })
    const target =
      event.kind === 'void'
        ? [...session.own, ...session.others].find((kept) => kept.event.scanId === event.target)
        : undefined
    const subject = subjectOf(event, target?.subject ?? null)
    session.own.push({ event, subject })
    if (event.kind === 'scan') session.scans += 1
    const changes = await projectEvent(viewOf(session), event, subject)
    const { acked, scans } = session
    const counters = { sessionId, acked, last: session.own.length, scans }
    return { kind: 'saved', captured: { event, lookUp: found, changes, counters } }
  }

  async function acknowledge(acks: readonly SessionAck[], server: ServerMoment): Promise<void> {
    if (identity.incarnation !== null && identity.incarnation !== server.incarnation)
      for (const session of sessions.values()) session.acked = 0
    identity = { ...identity, incarnation: server.incarnation }
    for (const ack of acks) {
      const session = sessions.get(ack.sessionId)
      if (session) session.acked = Math.min(ack.ackedThrough, session.own.length)
    }
  }

  async function adopt(pulled: PulledSession): Promise<void> {
    const session = open(pulled.sessionId, pulled.userId)
    const merged = mergeSession(deviceId, eventsOf(session.own), eventsOf(session.others), pulled.events)
    session.others = merged.others
    session.seen = merged.seen
    session.items.clear()
    for (const [key, item] of merged.counted.items) session.items.set(key, item)
    session.meanings.clear()
    for (const [codeKey, meaning] of merged.meanings) session.meanings.set(codeKey, meaning)
  }

  return {
    identity: () => serial(async () => identity),
    waiting: () =>
      serial(async () =>
        [...sessions]
          .map(([sessionId, { acked, own }]) => ({ sessionId, acked, last: own.length }))
          .filter(({ acked, last }) => acked < last),
      ),
    read: (sessionId, fromSeq, limit) =>
      serial(async () =>
        eventsOf(sessions.get(sessionId)?.own ?? []).slice(fromSeq - 1, fromSeq - 1 + limit),
      ),
    acknowledge: (acks, server) => serial(() => acknowledge(acks, server)),
    connection: () => serial(async () => connection),
    noteConnection: (state, latest) =>
      serial(async () => {
        connection = state
        error = latest
      }),
    capture: (sessionId, request, stamp) => serial(() => capture(sessionId, request, stamp)),
    adopt: (pulled) => serial(() => adopt(pulled)),
    log: (sessionId) => serial(async () => allEvents(sessions.get(sessionId))),
    items: (sessionId) => serial(async () => [...(sessions.get(sessionId)?.items.values() ?? [])]),
    noted: () => ({ connection, error }),
  }
}

function eventsOf(kept: readonly AboutEvent[]): readonly ScanEvent[] {
  return kept.map(({ event }) => event)
}

function allEvents(session: MemorySession | undefined): readonly ScanEvent[] {
  return session ? eventsOf([...session.own, ...session.others]) : []
}

function viewOf(session: MemorySession): SessionView {
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
      eventsOf([...session.own, ...session.others].filter(({ subject }) => subjects.includes(subject))),
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
