import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const NODE = join(ROOT, 'node_modules/.bin/node')

/** The product as `npm start` runs it, on a port and data of its own, with a hand on its process. */
export interface Product {
  readonly origin: string
  readonly dataDir: string
  /** What it printed so far. */
  readonly log: () => string
  /** SIGKILL: nothing is said good-bye to. */
  readonly kill: () => Promise<void>
  /** SIGTERM, and waits until it is gone. */
  readonly stop: () => Promise<void>
  /** Starts again on the same port and data, `changed` laid over its environment; resolves when it answers. */
  readonly start: (changed?: Readonly<Record<string, string>>) => Promise<void>
  /** Stops and removes the data. */
  readonly dispose: () => Promise<void>
}

/**
 * Begins with the demo company that was made before (`DEMO_DATA`, a folder), where there is one, and makes it where there is none.
 * `patienceMs`: how long a start may take.
 */
export async function startProduct(
  env: Readonly<Record<string, string>> = {},
  patienceMs = 90_000,
): Promise<Product> {
  const dataDir = await mkdtemp(join(tmpdir(), 'cyclecount e2e '))
  const made = process.env['DEMO_DATA']
  const ownData = 'DATA_DIR' in env || 'DATABASE_URL' in env
  if (made !== undefined && !ownData) await cp(made, dataDir, { recursive: true })
  const port = await freePort()
  const origin = `http://localhost:${port}`
  const printed: string[] = []
  let child: ChildProcess | null = null

  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    const running = child
    child = null
    if (running === null || running.exitCode !== null) return
    const gone = once(running, 'exit')
    running.kill(signal)
    await gone
  }
  const start = async (changed: Readonly<Record<string, string>> = {}): Promise<void> => {
    child = spawn(NODE, ['apps/api/src/main.ts'], {
      cwd: ROOT,
      env: {
        ...process.env,
        NODE_ENV: 'development',
        PORT: String(port),
        DATA_DIR: dataDir,
        ...env,
        ...changed,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child.stdout?.on('data', (chunk: Buffer) => printed.push(chunk.toString()))
    child.stderr?.on('data', (chunk: Buffer) => printed.push(chunk.toString()))
    await answers(`${origin}/readyz`, child, printed, patienceMs)
  }

  await start()
  return {
    origin,
    dataDir,
    log: () => printed.join(''),
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    start,
    dispose: async () => {
      await end('SIGTERM')
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

async function answers(
  url: string,
  child: ChildProcess,
  printed: readonly string[],
  patienceMs: number,
): Promise<void> {
  const deadline = Date.now() + patienceMs
  while (Date.now() < deadline) {
    if (child.exitCode !== null)
      throw new Error(`the product ended with ${child.exitCode}:\n${printed.join('')}`)
    const ready = await fetch(url).then(
      (answer) => answer.ok,
      () => false,
    )
    if (ready) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`the product did not answer at ${url}:\n${printed.join('')}`)
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port was given')
  return address.port
}
