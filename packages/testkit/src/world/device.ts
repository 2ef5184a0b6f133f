import type { DeviceId, ScanEvent, ScanId, SessionId } from '@cyclecount/domain'
import type { CaptureRequest, CaptureStamp, DrainCall, DrainOutcome, LocalStore } from '@cyclecount/sync'
import type { DevicePlan, Mishap } from '../history/history.ts'
import type { DeviceSeam, Parts } from '../parts.ts'
import type { Facts } from '../checks/facts.ts'
import type { Witness } from '../checks/witness.ts'
import { Album } from './album.ts'
import type { Chance } from './chance.ts'
import type { Company, EnrolledDevice } from './company.ts'
import { idsFrom } from './ids.ts'
import { parsed } from './json.ts'
import { Line } from './line.ts'
import { DeviceLocks, Process } from './process.ts'
import type { Answer, SimulatedServer } from './server.ts'
import { isPoison, spoiltRecord } from './spoilt.ts'
import { sendOfTwin } from './twin.ts'
import type { VirtualTime } from './virtual-time.ts'

/** As the app: after a burst of scans, but never long after its first. */
const AFTER_CAPTURE_MS = 400
const AT_LATEST_MS = 5_000
/** While the app is in view it looks by itself. */
const LOOK_EVERY_MS = 30_000

export interface DeviceSetting {
  readonly time: VirtualTime
  readonly chance: Chance
  /** Of what becomes of photos: nothing else changes where some are taken. */
  readonly photoChance: Chance
  readonly witness: Witness
  readonly facts: Facts
  readonly company: Company
  readonly enrolled: EnrolledDevice
  readonly plan: DevicePlan
  readonly server: SimulatedServer
  readonly parts: Parts
}

/** A device of a history: the real store and the real drain, in a page and a worker that may end at any step. */
export class SimulatedDevice {
  readonly deviceId: DeviceId
  readonly memory: LocalStore
  readonly album: Album
  readonly locks = new DeviceLocks()
  readonly line: Line
  readonly time: VirtualTime
  readonly #setting: DeviceSetting
  readonly newId: ReturnType<typeof idsFrom>
  page: Process | null = null
  worker: Process | null = null
  clockMs: number
  /** Index of the counter who has it in their hand. */
  person: number
  /** The session each counter is in on this device. */
  readonly current = new Map<number, SessionId>()
  readonly sessions = new Map<SessionId, number>()
  /** What was said to be saved, word for word. */
  readonly saved = new Map<ScanId, string>()
  /** Records that the server cannot understand: as they are read from the disk. */
  readonly refusable = new Map<ScanId, unknown>()
  /** Logs that it was told to forget, long after they were final: as they were until then. */
  readonly forgotten = new Map<SessionId, readonly ScanEvent[]>()
  /** What a copy of its profile captured on another phone, under its name. */
  readonly twins = new Map<ScanId, ScanEvent>()
  /** Sessions pulled since everything works again, and not forgotten since. */
  readonly refreshed = new Set<SessionId>()
  fullFor = 0
  isRevoked = false
  /** Shut out, and everything it could not send was taken in from a file. */
  isTakenIn = false
  /** The app was opened anew when everything worked again. */
  isAnew = false
  #clockOffsetMs: number | null = null
  readonly #crashed: (() => void)[] = []
  #disk = { ms: 0, until: 0 }
  #spoilNext: number | null = null
  #soon = 0
  #later = 0
  #firstUnsentAt: number | null = null
  /** The page asked what is asked when the app is opened, and was answered. */
  #hasAsked = false

  constructor(setting: DeviceSetting) {
    this.#setting = setting
    this.time = setting.time
    this.deviceId = setting.enrolled.deviceId
    this.clockMs = setting.plan.clockMs
    this.person = setting.enrolled.people[0] ?? 0
    this.line = new Line(setting.time, setting.plan)
    this.newId = idsFrom(this.now, setting.chance)
    const { deviceId, token } = setting.enrolled
    const seam: DeviceSeam = {
      time: setting.time,
      deviceId,
      newId: this.newId,
      onCrash: (told) => this.#crashed.push(told),
    }
    const { codes } = setting.company
    this.memory = this.#watched(setting.parts.openStore({ deviceId, token, codes }, seam))
    const { server, parts, witness, facts, photoChance } = setting
    const store = parts.openPhotos(this.memory, seam)
    this.album = new Album({ device: this, store, parts, server, witness, facts, chance: photoChance })
  }

  now = (): number => this.time.now + this.clockMs

  diskMs = (): number => (this.time.now < this.#disk.until ? this.#disk.ms : 0)

  isFull = (): boolean => {
    if (this.fullFor === 0) return false
    this.fullFor -= 1
    return true
  }

  /** The next event that is captured will be read back spoilt. */
  spoilNext(how: number): void {
    this.#spoilNext = how
  }

  /** Somebody else signs in with their PIN, who did so before. */
  handTo(person: number): void {
    if (this.#setting.enrolled.people.includes(person)) this.person = person
    this.opened()
  }

  /** Opens the app where it is closed. */
  opened(): Process {
    if (this.page) return this.page
    this.page = new Process('page', this)
    this.#hasAsked = false
    void this.send('opened')
    return this.page
  }

  #closed(forMs: number): void {
    this.page?.end()
    this.page = null
    this.time.after(forMs, () => void this.opened())
  }

  /** Keeps what somebody did; whether it was kept. */
  async capture(
    person: number,
    sessionId: SessionId,
    request: CaptureRequest,
    stamp: Partial<CaptureStamp>,
  ): Promise<ScanEvent | null> {
    const page = this.opened()
    const counter = this.#setting.company.counters[person]
    if (!counter) return null
    const outcome = await page.store.capture(sessionId, request, {
      scanId: this.newId<ScanId>(),
      userId: counter.personId,
      capturedAt: this.now(),
      clockOffsetMs: this.#clockOffsetMs,
      appVersion: '1.0.0',
      ...stamp,
    })
    if (outcome.kind === 'failed') return null
    const { event } = outcome.captured
    this.saved.set(event.scanId, JSON.stringify(event))
    this.#captured()
    return event
  }

  /** Tries to send now, from the page. */
  async send(cause: DrainCall['cause']): Promise<void> {
    const { page } = this
    if (!page) return
    this.#firstUnsentAt = null
    const outcome = await this.#drain(page, { lock: 'if-free', cause })
    if (outcome?.kind === 'drained') {
      if (cause !== 'opened' && !this.#hasAsked && page === this.page) return this.send('opened')
      this.#hasAsked = true
      void this.album.fromPage(page, cause)
    }
    // Where nothing waits, looking again finds nothing.
    if (outcome?.kind === 'blocked') return
    if (outcome?.kind === 'drained' && (this.album.isUnused || (await this.album.unsent()).length === 0))
      return
    this.#later += 1
    const turn = this.#later
    const wait = outcome?.kind === 'waiting' ? outcome.until - this.now() : LOOK_EVERY_MS
    this.time.after(Math.max(1_000, wait) + this.#setting.chance.below(1_000), () => {
      if (turn === this.#later && page === this.page) void this.send('due')
    })
  }

  /** The browser lets the worker send, and again where something still waits. */
  async backgroundSync(tries = 3): Promise<void> {
    if (this.worker || tries === 0) return
    const worker = new Process('worker', this)
    this.worker = worker
    const outcome = await this.#sendAll(worker, { lock: 'wait', cause: 'poke' })
    this.worker = null
    if (outcome?.kind === 'waiting') this.time.after(60_000, () => void this.backgroundSync(tries - 1))
  }

  suffer(mishap: Mishap): void {
    switch (mishap.do) {
      case 'offline':
        this.line.goOffline(mishap.forMs)
        this.time.after(mishap.forMs, () => void this.send('poke'))
        return
      case 'close-app':
        this.#closed(mishap.forMs)
        return
      case 'crash':
        if (mishap.who === 'page')
          this.page?.endAfter(mishap.steps, mishap.durable, () => {
            this.#closed(mishap.forMs)
            for (const told of this.#crashed) told()
          })
        else
          this.worker?.endAfter(mishap.steps, mishap.durable, () => {
            this.worker?.end()
            this.worker = null
          })
        return
      case 'storage-full':
        this.fullFor = mishap.captures
        return
      case 'slow-disk':
        this.#disk = { ms: mishap.ms, until: this.time.now + mishap.forMs }
        return
      case 'clock':
        this.clockMs += mishap.byMs
        return
      case 'background-sync':
        void this.backgroundSync()
        return
      case 'twin': {
        const { server, enrolled } = this.#setting
        void sendOfTwin(this, (text) => server.push(text, enrolled.token))
      }
    }
  }

  /** Nothing goes wrong any more. The app finds out by itself, is told by the system, or is opened anew. */
  heal(by: 'itself' | 'poke' | 'opening'): void {
    this.line.isHealed = true
    this.fullFor = 0
    this.#disk = { ms: 0, until: 0 }
    if (by !== 'opening' && this.page) {
      if (by === 'poke') void this.send('poke')
      return
    }
    this.page?.end()
    this.worker?.end()
    this.page = null
    this.worker = null
    this.isAnew = true
    this.opened()
  }

  /** What a file of unsent scans holds: of each session everything that was not acknowledged. */
  async unsent() {
    const sessions = []
    for (const { sessionId, from, last } of await this.memory.waiting()) {
      const person = this.sessions.get(sessionId) ?? this.person
      const userId = this.#setting.company.counters[person]?.personId
      const events = await this.memory.read(sessionId, from.seq + 1, last)
      sessions.push({ sessionId, userId, fromSeq: from.seq + 1, events })
    }
    return sessions
  }

  /** Asks the server, over this device's line. */
  ask(page: Process, deliver: () => Promise<Answer>): Promise<Answer> {
    return page.outside(this.line.exchange('', deliver))
  }

  /** As the worker does it: photos when no scan waits, and until one does. */
  async #sendAll(worker: Process, call: DrainCall): Promise<DrainOutcome | null> {
    for (;;) {
      const outcome = await this.#drain(worker, call)
      if (outcome?.kind !== 'drained' || this.album.isUnused) return outcome
      const behind = await this.album.send(worker, call)
      if ((await worker.store.waiting()).length === 0) return behind
    }
  }

  async #drain(process: Process, call: DrainCall): Promise<DrainOutcome | null> {
    const { parts, server, chance } = this.#setting
    const push = async (body: unknown, token: string) => {
      const answer = await process.outside(
        this.line.exchange(JSON.stringify(body), (text) => server.push(text, token)),
      )
      return { status: answer.status, retryAfterMs: answer.retryAfterMs, body: parsed(answer.text) }
    }
    const deps = {
      store: process.store,
      transport: { push },
      clock: { now: this.now },
      lock: this.locks.of(process),
      random: chance.next,
      newBatchId: () => this.newId(),
      appVersion: '1.0.0',
    }
    return parts.drain(deps, call).catch(() => null)
  }

  #captured(): void {
    this.#firstUnsentAt ??= this.time.now
    const atLatest = Math.max(0, this.#firstUnsentAt + AT_LATEST_MS - this.time.now)
    this.#soon += 1
    const turn = this.#soon
    const { page } = this
    this.time.after(Math.min(AFTER_CAPTURE_MS, atLatest), () => {
      if (turn === this.#soon && page === this.page) void this.send('due')
    })
  }

  /** The device's own memory, as the disk gives it back: full at times, and with records that were spoilt on it. */
  #watched(store: LocalStore): LocalStore {
    return {
      ...store,
      capture: async (sessionId, request, stamp) => {
        if (this.isFull()) {
          const message = 'The storage of this device is full.'
          return { kind: 'failed', problem: { kind: 'quota', message, retryable: false } }
        }
        const outcome = await store.capture(sessionId, request, stamp)
        // Known of here, since it is on the disk, also where the page ends before anybody is told.
        if (outcome.kind === 'saved') {
          const { event } = outcome.captured
          if (isPoison(request)) this.refusable.set(event.scanId, event)
          if (this.#spoilNext !== null) this.refusable.set(event.scanId, spoiltRecord(event, this.#spoilNext))
          this.#spoilNext = null
        }
        return outcome
      },
      read: async (sessionId, fromSeq, limit) => {
        const records = await store.read(sessionId, fromSeq, limit)
        return this.refusable.size === 0 ? records : records.map((record) => this.#asRead(record))
      },
      acknowledge: async (acks, server) => {
        await store.acknowledge(acks, server)
        this.#clockOffsetMs = server.clockOffsetMs
      },
      prune: async (now) => {
        const logs = () =>
          Promise.all([...this.sessions.keys()].map(async (id) => [id, await store.log(id)] as const))
        const before = await logs()
        await store.prune(now)
        const kept = new Map(await logs())
        for (const [sessionId, log] of before) {
          if (log.length === 0 || kept.get(sessionId)?.length !== 0) continue
          this.forgotten.set(sessionId, [...(this.forgotten.get(sessionId) ?? []), ...log])
          this.refreshed.delete(sessionId)
        }
      },
    }
  }

  #asRead(record: unknown): unknown {
    if (typeof record !== 'object' || record === null || !('scanId' in record)) return record
    const scanId = record.scanId as ScanId
    return this.refusable.has(scanId) ? this.refusable.get(scanId) : record
  }
}
