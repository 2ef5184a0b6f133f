import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { chromium, type Page } from '@playwright/test'
import { CHROMIUM } from '@cyclecount/e2e/chromium'
import type { ScanEvent } from '@cyclecount/domain'

const FOLDER = fileURLToPath(new URL('../peers/', import.meta.url))
const PNPM = 'pnpm@12.21.0'
const DOCS_AT_ONCE = 1_000
const PATIENCE_MS = 900_000

export const PEERS = ['rxdb', 'pouchdb'] as const
export type Peer = (typeof PEERS)[number]

export const PEER_NAMES: Readonly<Record<Peer, string>> = {
  rxdb: 'RxDB (Dexie storage), HTTP replication into SQLite',
  pouchdb: 'PouchDB, replication to express-pouchdb on LevelDB',
}

/** The peers' servers, in a process of their own. */
export interface PeerServer {
  readonly origin: string
  /** Of durable-streams' file server. */
  readonly streams: string
  /** How many documents a peer's server holds. */
  readonly held: (peer: Peer) => Promise<number>
  readonly stop: () => Promise<void>
}

/** Installs what the peers need where it is not there yet, outside the workspace, and starts their servers. */
export async function startPeers(say: (line: string) => void): Promise<PeerServer> {
  if (!existsSync(join(FOLDER, 'node_modules/.modules.yaml'))) {
    say('installing the peers, once')
    const install = spawn('npx', ['--yes', PNPM, 'install', '--frozen-lockfile', '--ignore-scripts'], {
      cwd: FOLDER,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    const [code] = (await once(install, 'exit')) as [number | null]
    if (code !== 0) throw new Error(`the peers could not be installed (${code})`)
  }
  const child = spawn(process.execPath, ['server.mjs'], { cwd: FOLDER, stdio: ['pipe', 'pipe', 'inherit'] })
  const { origin, streams } = await addresses(child.stdout)
  return {
    origin,
    streams,
    held: async (peer) => {
      const counted = (await (await fetch(`${origin}/counted`)).json()) as Record<
        Peer,
        { readonly rows: number }
      >
      return counted[peer].rows
    },
    stop: async () => {
      const gone = once(child, 'exit')
      child.stdin.end()
      await gone
    },
  }
}

async function addresses(
  output: NodeJS.ReadableStream,
): Promise<{ readonly origin: string; readonly streams: string }> {
  // Their loggers speak first.
  for await (const line of createInterface({ input: output }))
    if (line.startsWith('{')) return JSON.parse(line) as { origin: string; streams: string }
  throw new Error('the peers’ servers did not start')
}

interface PeerPage {
  readonly peers: Readonly<
    Record<
      Peer,
      {
        readonly fill: (docs: readonly unknown[]) => Promise<void>
        readonly push: () => Promise<void>
        readonly pull: () => Promise<number>
      }
    >
  >
}

/** A new browser with nothing in it, on the peers' page; gone after the work. */
export async function onNewDevice<T>(server: PeerServer, work: (page: Page) => Promise<T>): Promise<T> {
  const browser = await chromium.launch(CHROMIUM)
  try {
    const page = await browser.newPage()
    page.setDefaultTimeout(PATIENCE_MS)
    await page.goto(server.origin)
    return await work(page)
  } finally {
    await browser.close()
  }
}

/** Puts the scans into the peer's local database. */
export async function fillPeer(page: Page, peer: Peer, log: readonly ScanEvent[]): Promise<void> {
  const docs = log.map((event) => ({ id: event.scanId, seq: event.deviceSeq, event }))
  for (let at = 0; at < docs.length; at += DOCS_AT_ONCE)
    await page.evaluate(({ name, some }) => (window as unknown as PeerPage).peers[name].fill(some), {
      name: peer,
      some: docs.slice(at, at + DOCS_AT_ONCE),
    })
}

/** Replicates one way; answers how long it took in the page, ms, and after a pull how many documents are there. */
export function replicatePeer(
  page: Page,
  peer: Peer,
  way: 'push' | 'pull',
): Promise<{ readonly took: number; readonly docs: number }> {
  return page.evaluate(
    async ({ name, how }) => {
      const since = performance.now()
      const docs = await (window as unknown as PeerPage).peers[name][how]()
      return { took: performance.now() - since, docs: docs ?? 0 }
    },
    { name: peer, how: way },
  )
}
