import { MAX_PUSH_BYTES, ProblemError, PushBody, problemKinds, type ProblemKind } from '@cyclecount/contract'
import type { Database, Schema } from '@cyclecount/db'
import {
  authenticateDevice,
  renewIncarnation,
  sessionLog,
  type Actor,
  type EngineContext,
} from '@cyclecount/engine'
import type { SessionId } from '@cyclecount/domain'
import type { Witness } from '../checks/witness.ts'
import type { CrashPoint, ServerEvent } from '../history/history.ts'
import type { Parts } from '../parts.ts'
import type { Chance } from './chance.ts'
import { companyBackend, type Company } from './company.ts'
import type { Disk } from './database.ts'
import { idsFrom } from './ids.ts'
import type { VirtualTime } from './virtual-time.ts'

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
  #ctx: EngineContext | null = null
  #life = 0
  #crash: PlannedCrash | null = null
  clockMs = 0

  #hasBackup = false

  constructor(setting: ServerSetting) {
    this.#setting = setting
    this.#newId = idsFrom(this.#now, setting.chance)
    this.#start()
  }

  get ctx(): EngineContext | null {
    return this.#ctx
  }

  /** Handles one push as the API does, from the text of its body to the text of its answer. */
  push(text: string, token: string): Promise<Answer> {
    return this.#handle(async (ctx) => {
      if (text.length > MAX_PUSH_BYTES) return refusal('too-large')
      const device = await authenticateDevice(ctx, token)
      const body = PushBody.safeParse(json(text))
      if (!body.success) return refusal('bad-request')
      const reply = await this.#setting.parts.ingestPush(ctx, device, body.data)
      this.#setting.witness.answered(reply)
      return said(200, reply)
    })
  }

  /** A page of somebody's session. */
  log(actor: Actor, sessionId: SessionId, query: Parameters<typeof sessionLog>[3]): Promise<Answer> {
    return this.#handle(async (ctx) => said(200, await sessionLog(ctx, actor, sessionId, query)))
  }

  /** What somebody does at a screen; null where the server is down, ends meanwhile or says no. */
  async manage<T>(work: (ctx: EngineContext) => Promise<T>): Promise<T | null> {
    let done: T | null = null
    await this.#handle(async (ctx) => {
      done = await work(ctx)
      return said(200, null)
    }).catch(() => null)
    return done
  }

  /** Nothing goes wrong any more. */
  heal(): void {
    this.#crash = null
    if (this.#ctx !== null) return
    this.#setting.disk.disconnect()
    this.#start()
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
    }
  }

  /** The data goes back to the last backup; `told`: and whoever did it says so. */
  async #restore(told: boolean): Promise<void> {
    if (!this.#hasBackup) return
    this.#end()
    this.#setting.disk.disconnect()
    this.#setting.disk.bringBack('backup')
    this.#setting.witness.figuresMayChange()
    this.#start()
    if (told && this.#ctx) await renewIncarnation(this.#ctx)
  }

  #now = (): number => this.#setting.time.now + this.clockMs

  #start(): void {
    const db = this.#setting.disk.connect()
    const life = this.#life
    const backend = companyBackend(this.#now)
    this.#ctx = {
      db: { ...db, write: (work) => this.#write(db, life, work) },
      now: this.#now,
      newId: this.#newId,
      adapterOf: () => backend.adapter,
      log: { info: ignore, warn: ignore, error: ignore },
      changed: ignore,
      processName: 'one',
    }
  }

  /** The process is gone at once; its connections follow when what it began has come to rest. */
  #end(): void {
    this.#life += 1
    this.#ctx = null
    for (const reset of this.#inFlight) reset()
    this.#inFlight.clear()
  }

  #crashNow(downMs: number): void {
    this.#crash = null
    this.#end()
    this.#setting.time.after(Math.max(1, downMs), () => {
      if (this.#ctx !== null) return
      this.#setting.disk.disconnect()
      this.#start()
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

  async #handle(work: (ctx: EngineContext) => Promise<Answer>): Promise<Answer> {
    const ctx = this.#ctx
    if (ctx === null) throw new ConnectionReset()
    let reset = ignore
    const gone = new Promise<never>((_, reject) => {
      reset = () => {
        reject(new ConnectionReset())
      }
    })
    this.#inFlight.add(reset)
    try {
      return await Promise.race([work(ctx), gone])
    } catch (error) {
      if (error instanceof ConnectionReset) throw error
      if (error instanceof ProblemError) return refusal(error.problem.kind)
      const told = error instanceof Error ? (error.stack ?? error.message) : String(error)
      this.#setting.witness.report('the server answers', told)
      return refusal('internal')
    } finally {
      this.#inFlight.delete(reset)
    }
  }
}

type Tx = Parameters<Parameters<Database<Schema>['write']>[0]>[0]
type Work<T> = (tx: Tx) => Promise<T>

/** The transaction, but the process ends in it at a query. */
function dyingAfter(tx: Tx, queries: number): Tx {
  let left = queries
  return tx.withPlugin({
    transformQuery({ node }) {
      left -= 1
      if (left < 0) throw new Killed()
      return node
    },
    transformResult: ({ result }) => Promise.resolve(result),
  })
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

/** The body as the API reads it: what is not JSON is not understood. */
function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function never(): Promise<never> {
  return new Promise(() => undefined)
}

function ignore(): void {
  // Nothing here looks at it.
}
