import { statSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import {
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type DatabaseConnection,
  type Dialect,
  type Driver,
} from 'kysely'

/** What the second thread is asked; `file` is the path of a SQLite database. */
export type Asked = { readonly id: number; readonly file: string } & (
  | { readonly kind: 'rows'; readonly sql: string; readonly parameters: readonly unknown[] }
  | { readonly kind: 'checkpoint' | 'close' }
)

export interface Answered {
  readonly id: number
  readonly rows?: readonly unknown[]
  readonly refused?: { readonly message: string; readonly code: string }
}

type Work = Asked extends infer A ? (A extends Asked ? Omit<A, 'id' | 'file'> : never) : never

/** The second thread's hand on one database. */
export interface Aside {
  /** Reads there, one after the other; opened when something is read for the first time. */
  readonly dialect: Dialect
  /** Told after every commit: from time to time what was committed is brought into the database file, which nobody waits for. */
  readonly committed: () => void
  readonly close: () => Promise<void>
}

/** To look at the log's size costs little, but each look that finds it large wakes the thread. */
const COMMITS_BETWEEN = 16
const LARGE_LOG_BYTES = 16_000_000

/**
 * A second thread of this process for SQLite, one for all its databases, started when there is something to do: whoever asks for a whole count
 * there does not hold the thread on which scans are taken in. It keeps no process alive that has nothing else to do.
 */
export function asideOf(file: string): Aside {
  let commits = 0
  let isUsed = false
  const ask = (work: Work): Promise<readonly unknown[]> => {
    isUsed = true
    return asked({ ...work, file })
  }
  const connection: DatabaseConnection = {
    executeQuery: async ({ sql, parameters }) => ({
      rows: (await ask({ kind: 'rows', sql, parameters })) as never,
    }),
    streamQuery: () => {
      throw new Error('nothing is streamed from the second thread')
    },
  }
  return {
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createQueryCompiler: () => new SqliteQueryCompiler(),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createDriver: () => driverOf(connection),
    },
    committed: () => {
      commits += 1
      if (commits % COMMITS_BETWEEN > 0) return
      const { size } = statSync(`${file}-wal`, { throwIfNoEntry: false }) ?? { size: 0 }
      // One that cannot be done now is done by the next, or by the writer.
      if (size >= LARGE_LOG_BYTES) void ask({ kind: 'checkpoint' }).catch(() => undefined)
    },
    close: async () => {
      if (isUsed) await ask({ kind: 'close' })
    },
  }
}

function driverOf(connection: DatabaseConnection): Driver {
  const refuse = (): Promise<never> => Promise.reject(new Error('the second thread only reads'))
  return {
    init: () => Promise.resolve(),
    acquireConnection: () => Promise.resolve(connection),
    beginTransaction: refuse,
    commitTransaction: refuse,
    rollbackTransaction: refuse,
    releaseConnection: () => Promise.resolve(),
    destroy: () => Promise.resolve(),
  }
}

interface Waiting {
  readonly resolve: (rows: readonly unknown[]) => void
  readonly reject: (error: unknown) => void
}

interface Thread {
  readonly worker: Worker
  readonly waiting: Map<number, Waiting>
}

let thread: Thread | null = null
let last = 0

function asked(work: Work & { readonly file: string }): Promise<readonly unknown[]> {
  const { worker, waiting } = (thread ??= startThread())
  last += 1
  const id = last
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject })
    // Who waits for it does not end before it answered.
    worker.ref()
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    worker.postMessage({ ...work, id } satisfies Asked)
  })
}

function startThread(): Thread {
  const worker = new Worker(new URL('./second-thread-work.ts', import.meta.url))
  const waiting = new Map<number, Waiting>()
  worker.on('message', ({ id, rows, refused }: Answered) => {
    const who = waiting.get(id)
    waiting.delete(id)
    if (waiting.size === 0) worker.unref()
    if (refused) who?.reject(Object.assign(new Error(refused.message), { code: refused.code }))
    else who?.resolve(rows ?? [])
  })
  // It does not end by itself: those who wait are told, and the next one starts another.
  worker.on('error', (error) => {
    thread = null
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  })
  return { worker, waiting }
}
