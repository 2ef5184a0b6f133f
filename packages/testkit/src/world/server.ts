import {
  HeldPhotosBody,
  MAX_PUSH_BYTES,
  ProblemError,
  PushBody,
  problemKinds,
  type ProblemKind,
} from '@cyclecount/contract'
import type { Database, Schema } from '@cyclecount/db'
import {
  authenticateDevice,
  createVault,
  heldPhotos,
  renewIncarnation,
  sessionLog,
  sessionSnapshot,
  type Actor,
  type EngineContext,
  type Intake,
} from '@cyclecount/engine'
import type { FacilityId, SessionId } from '@cyclecount/domain'
import type { PhotoPlace } from '../checks/facts.ts'
import type { Witness } from '../checks/witness.ts'
import type { CrashPoint, ServerEvent } from '../history/history.ts'
import type { Parts } from '../parts.ts'
import type { Chance } from './chance.ts'
import { companyBackend, type Company } from './company.ts'
import type { Disk } from './database.ts'
import { idsFrom } from './ids.ts'
import { parsed } from './json.ts'
import type { VirtualTime } from './virtual-time.ts'

/** Nobody breaks in here. */
export const vault: EngineContext['vault'] = createVault([new Uint8Array(32)])

/** What goes over the wire back to a device. */
export interface Answer {
  readonly status: number
  readonly retryAfterMs: number | null
  readonly text: string
}

/** The process is gone: whoever waits for it sees the connection reset. */
export class ConnectionReset extends Error {
  override readonly name = 'ConnectionReset'
}

/** Thrown inside a transaction where the process ends in it, so that nothing of it stays. */
class Killed extends Error {
  override readonly name = 'Killed'
}

export interface ServerSetting {
  readonly disk: Disk
  readonly company: Company
  readonly time: VirtualTime
  readonly chance: Chance
  readonly parts: Parts
  /** Sees every answer to a push before it leaves. */
  readonly witness: Witness
}

interface Running {
  readonly ctx: EngineContext
  readonly intake: Pick<Intake, 'push'>
}

interface PlannedCrash {
  readonly point: CrashPoint
  writes: number
  readonly downMs: number
}

/** The server of a history: the real engine on a real database, in a process that may end at any write and start again. */
export class SimulatedServer {
  readonly #setting: ServerSetting
  readonly #newId: EngineContext['newId']
  readonly #inFlight = new Set<() => void>()
  #running: Running | null = null
  #life = 0
  #crash: PlannedCrash | null = null
  clockMs = 0

  #hasBackup = false
  /** Whether its data went back to an older state. */
  wasRestored = false

  constructor(setting: ServerSetting) {
    this.#setting = setting
    this.#newId = idsFrom(this.#now, setting.chance)
    this.#running = this.#open()
  }

  get ctx(): EngineContext | null {
    return this.#running?.ctx ?? null
  }

  /** Handles one push as the API does, from the text of its body to the text of its answer. */
  push(text: string, token: string): Promise<Answer> {
    return this.#handle(async ({ ctx, intake }) => {
      if (text.length > MAX_PUSH_BYTES) return refusal('too-large')
      const device = await authenticateDevice(ctx, token)
      const body = PushBody.safeParse(parsed(text))
      if (!body.success) return refusal('bad-request')
      const reply = await intake.push(device, body.data)
      this.#setting.witness.answered(reply)
      return said(200, reply)
    })
  }

  /** Keeps one photo as the API does, from what arrived of it. */
  photo(base64: string, place: PhotoPlace, token: string): Promise<Answer> {
    return this.#handle(async ({ ctx }) => {
      const device = await authenticateDevice(ctx, token)
      const content = Buffer.from(base64, 'base64')
      const reply = await this.#setting.parts.storePhoto(ctx, device, place, content)
      this.#setting.witness.photoAnswered(place, content)
      return said(200, reply)
    })
  }

  /** Which photos it holds of those that are named in what arrived. */
  heldPhotos(text: string, facilityId: FacilityId, token: string): Promise<Answer> {
    return this.#handle(async ({ ctx }) => {
      const device = await authenticateDevice(ctx, token)
      const body = HeldPhotosBody.safeParse(parsed(text))
      if (!body.success) return refusal('bad-request')
      return said(200, await heldPhotos(ctx, device, { facilityId }, body.data.names))
    })
  }

  /** A page of somebody's session. */
  log(actor: Actor, sessionId: SessionId, query: Parameters<typeof sessionLog>[3]): Promise<Answer> {
    return this.#handle(async ({ ctx }) => said(200, await sessionLog(ctx, actor, sessionId, query)))
  }

  /** What somebody's session comes to. */
  snapshot(actor: Actor, sessionId: SessionId): Promise<Answer> {
    return this.#handle(async ({ ctx }) => said(200, await sessionSnapshot(ctx, actor, sessionId)))
  }

  /** What somebody does at a screen; null where the server is down, ends meanwhile or says no. */
  async manage<T>(work: (ctx: EngineContext) => Promise<T>): Promise<T | null> {
    let done: T | null = null
    await this.#handle(async ({ ctx }) => {
      done = await work(ctx)
      return said(200, null)
    }).catch(() => null)
    return done
  }

  /** Runs again where it does not, and is not about to end. */
  async heal(): Promise<void> {
    this.#crash = null
    if (this.#running !== null) return
    this.#life += 1
    await this.#start()
  }

  async suffer(event: ServerEvent): Promise<void> {
    switch (event.do) {
      case 'server-crash':
        this.#crash = { point: event.point, writes: event.writes, downMs: event.downMs }
        return
      case 'server-clock':
        this.clockMs += event.byMs
        return
      case 'backup':
        this.#setting.disk.keep('backup')
        this.#hasBackup = true
        return
      case 'restore':
        await this.#restore(event.told)
        return
      case 'lose-rows':
        await this.#lose(event.rows)
    }
  }

  /** The data goes back to the last backup; `told`: and whoever did it says so. */
  async #restore(told: boolean): Promise<void> {
    if (!this.#hasBackup) return
    this.#end()
    this.#setting.disk.bringBack('backup')
    this.wasRestored = true
    this.#setting.witness.figuresMayChange()
    await this.#start()
    if (told && this.#running) {
      await this.#whileAlive(renewIncarnation(this.#running.ctx)).catch((error: unknown) => {
        this.#unforeseen(error)
      })
    }
  }

  /** Rows of an unfinished count are lost, without a word, while the server is down. */
  async #lose(rows: number): Promise<void> {
    this.#end()
    this.#setting.disk.lose(rows)
    this.wasRestored = true
    this.#setting.witness.figuresMayChange()
    await this.#start()
  }

  #now = (): number => this.#setting.time.now + this.clockMs

  /** A process with what it holds in memory; answers nothing before it has looked at its logs. */
  #open(): Running {
    const { db } = this.#setting.disk
    const life = this.#life
    const backend = companyBackend(this.#now)
    const ctx: EngineContext = {
      db: { ...db, write: (work) => this.#write(db, life, work) },
      now: this.#now,
      newId: this.#newId,
      adapterOf: () => backend.adapter,
      log: { info: ignore, warn: ignore, error: ignore },
      vault,
      changed: ignore,
      processName: 'one',
    }
    return { ctx, intake: this.#setting.parts.intake(ctx) }
  }

  async #start(): Promise<void> {
    const opened = this.#open()
    const life = this.#life
    // Where it ends while it looks, it is started again.
    await this.#whileAlive(this.#setting.parts.checkLogs(opened.ctx)).catch((error: unknown) => {
      this.#unforeseen(error)
    })
    if (life === this.#life) this.#running = opened
  }

  /** The process is gone at once; what it began in the database is undone when it comes to rest. */
  #end(): void {
    this.#life += 1
    this.#running = null
    for (const reset of this.#inFlight) reset()
    this.#inFlight.clear()
  }

  #crashNow(downMs: number): void {
    this.#crash = null
    this.#end()
    this.#setting.time.after(Math.max(1, downMs), () => {
      void this.heal()
    })
  }

  /** One transaction of this life of the process: after its end nothing is written any more. */
  async #write<T>(db: Database<Schema>, life: number, work: Work<T>): Promise<T> {
    if (life !== this.#life) return never()
    const crash = this.#crash
    if (crash !== null) crash.writes -= 1
    if (crash === null || crash.writes >= 0) {
      return db.write((tx) => {
        if (life !== this.#life) throw new Killed()
        return work(tx)
      })
    }
    this.#crash = null
    if (crash.point === 'after-commit') await db.write(work)
    else {
      const queries = crash.point === 'inside' ? this.#setting.chance.below(25) : Infinity
      await db.write((tx) => work(dyingAfter(tx, queries)).then(die)).catch(ignore)
    }
    this.#crashNow(crash.downMs)
    return never()
  }

  async #handle(work: (running: Running) => Promise<Answer>): Promise<Answer> {
    const running = this.#running
    if (running === null) throw new ConnectionReset()
    try {
      return await this.#whileAlive(work(running))
    } catch (error) {
      if (error instanceof ProblemError) return refusal(error.problem.kind)
      if (!this.#unforeseen(error)) throw new ConnectionReset()
      return refusal('internal')
    }
  }

  /** Whether the process failed, and did not just end. */
  #unforeseen(error: unknown): boolean {
    if (error instanceof ConnectionReset || isKilled(error)) return false
    const told = error instanceof Error ? (error.stack ?? error.message) : String(error)
    this.#setting.witness.report('the server answers', told)
    return true
  }

  /** What this process does, while time stands still; rejects where it ends meanwhile. */
  async #whileAlive<T>(work: Promise<T>): Promise<T> {
    let reset = ignore
    const gone = new Promise<never>((_, reject) => {
      reset = () => {
        reject(new ConnectionReset())
      }
    })
    this.#inFlight.add(reset)
    try {
      return await this.#setting.time.standStill(Promise.race([work, gone]))
    } finally {
      this.#inFlight.delete(reset)
    }
  }
}

type Tx = Parameters<Parameters<Database<Schema>['write']>[0]>[0]
type Work<T> = (tx: Tx) => Promise<T>

/** The transaction, but the process ends in it after a query. */
function dyingAfter(tx: Tx, queries: number): Tx {
  let left = queries
  return tx.withPlugin({
    transformQuery: ({ node }) => node,
    transformResult({ result }) {
      left -= 1
      if (left < 0) throw new Killed()
      return Promise.resolve(result)
    },
  })
}

/** A process that is gone answers nobody, whatever its last words were. */
function isKilled(error: unknown): boolean {
  return error instanceof Killed || (error instanceof Error && error.cause instanceof Killed)
}

function die(): never {
  throw new Killed()
}

function said(status: number, body: unknown): Answer {
  return { status, retryAfterMs: null, text: JSON.stringify(body) }
}

/** The answer of a problem; which sentence it says does not matter here. */
function refusal(kind: ProblemKind): Answer {
  const { status, retryable } = problemKinds[kind]
  return said(status, { kind, message: kind, retryable })
}

function never(): Promise<never> {
  return new Promise(() => undefined)
}

function ignore(): void {
  // Nothing here looks at it.
}
