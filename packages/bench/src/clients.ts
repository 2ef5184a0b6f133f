import { join } from 'node:path'
import { startProduct, type Product } from '@cyclecount/e2e/product'
import type { DeviceId, ScanEvent, SessionId } from '@cyclecount/domain'
import { openCompany, type BenchProduct, type Company } from './company.ts'
import { beginCount, openCountingBrowser } from './counting-browser.ts'
import { median, times, whole } from './figures.ts'
import { fillPeer, onNewDevice, PEER_NAMES, PEERS, replicatePeer, startPeers, type Peer } from './peers.ts'
import type { BenchCall, Findings } from './report.ts'
import { capturedLog } from './scans.ts'
import { openRaw, writtenRows } from './raw-sqlite.ts'
import { readDevice, seedLog } from './seed-device.ts'

const LOGIN = 'ana@quillmere.example'
const SHELF = 1_000
const GOAL = 10

type Who = Peer | 'own' | 'bare'

/** The same scans from the same browser to a server, by Cyclecount and by replicating databases. */
export async function clients({ say, quick }: BenchCall): Promise<Findings> {
  const scans = quick ? 2_000 : 20_000
  const rounds = quick ? 1 : 3
  const rates = new Map<Who, number[]>()
  const note = (who: Who, took: number): void => {
    const rate = (scans / took) * 1000
    rates.set(who, [...(rates.get(who) ?? []), rate])
    say(`${who} ${whole(rate)} scans a second`)
  }
  for (let round = 0; round < rounds; round += 1) {
    const log = await ownRound(scans, note)
    for (const peer of PEERS) {
      const server = await startPeers(say)
      try {
        note(
          peer,
          await onNewDevice(server, async (page) => {
            await fillPeer(page, peer, log)
            const { took } = await replicatePeer(page, peer, 'push')
            return took
          }),
        )
        const held = await server.held(peer)
        if (held !== log.length) throw new Error(`${peer} was sent ${log.length} documents and holds ${held}`)
      } finally {
        await server.stop()
      }
    }
  }
  return findings(scans, rounds, rates)
}

async function ownRound(
  scans: number,
  note: (who: Who, took: number) => void,
): Promise<readonly ScanEvent[]> {
  const product = await startProduct({ DEMO_SALES: 'off', LOG_LEVEL: 'warn' })
  const file = join(product.dataDir, 'cyclecount.sqlite')
  const company = await openCompany(file)
  const raw = openRaw(file)
  try {
    const products = await company.addProducts(SHELF)
    const log = await drainOwn(product, company, products, scans, (took) => note('own', took))
    note(
      'bare',
      raw.insert(writtenRows(file, [...new Set(log.map(({ sessionId }) => sessionId))]), 'everything'),
    )
    return log
  } finally {
    raw.close()
    await company.close()
    await product.dispose()
  }
}

/** The built app opens on a full outbox, first without a network; then the network is there. */
async function drainOwn(
  product: Product,
  company: Company,
  products: readonly BenchProduct[],
  scans: number,
  note: (took: number) => void,
): Promise<readonly ScanEvent[]> {
  const browser = await openCountingBrowser()
  const { page } = browser
  try {
    const counter = await company.counterFor(LOGIN)
    const path = await beginCount(browser, product.origin, LOGIN, /Bench area 0/)
    const sessionId = (path.split('/').at(-1) ?? '') as SessionId
    await page.waitForTimeout(3_000)
    await page.goto(`${product.origin}/readyz`)
    const { deviceId, token, last } = await readDevice(page, sessionId)
    const own = { ...counter, deviceId: deviceId as DeviceId, token }
    const log = capturedLog(own, sessionId, scans, { products, locations: company.locations }, last + 1)
    await seedLog(page, sessionId, log, false)
    // Refused as by a network that is not there, so that nothing leaves before the clock runs.
    await page.route('**/api/sync/push', (route) => route.abort())
    await page.goto(product.origin + path)
    await page.getByLabel('Scan or type barcode').waitFor()
    await page.waitForTimeout(1_000)
    await page.unroute('**/api/sync/push')
    const through = last + scans
    const took = await page.evaluate(
      async ({ id, wanted }) => {
        const since = performance.now()
        dispatchEvent(new Event('online'))
        const opened = await new Promise<IDBDatabase>((resolve, reject) => {
          const opening = indexedDB.open('cyclecount')
          opening.onsuccess = () => resolve(opening.result)
          opening.onerror = () => reject(opening.error ?? new Error('not opened'))
        })
        const acked = (): Promise<number> =>
          new Promise((resolve, reject) => {
            const reading = opened.transaction('sessions').objectStore('sessions').get(id)
            reading.onsuccess = () => resolve((reading.result as { acked: number }).acked)
            reading.onerror = () => reject(reading.error ?? new Error('not read'))
          })
        while ((await acked()) < wanted) await new Promise((resolve) => setTimeout(resolve, 20))
        opened.close()
        return performance.now() - since
      },
      { id: sessionId, wanted: through },
    )
    const held = await company.held(sessionId)
    if (held.rows !== through || held.distinct !== through)
      throw new Error(`${through} events are acknowledged, the server holds ${JSON.stringify(held)}`)
    note(took)
    return log
  } finally {
    await browser.close()
  }
}

function findings(scans: number, rounds: number, rates: ReadonlyMap<Who, readonly number[]>): Findings {
  const middle = (who: Who): number => median(rates.get(who) ?? [])
  const own = middle('own')
  return {
    name: 'clients',
    title: 'From one browser',
    how: [
      `${whole(scans)} scans wait in the browser’s IndexedDB, and go to a server on this machine in batches of 500: Cyclecount’s built app drains its outbox until the last one is acknowledged,`,
      'the peers replicate the same events as documents with their own browser clients. Headless Chromium for all; RxDB’s server side writes each batch in one SQLite transaction as durable as Cyclecount’s.',
      'As a bound: better-sqlite3 alone inserts the rows that came of it, with no browser, no network and nothing looked at.',
      `Medians of ${rounds} rounds, in turn, each with new data. Each server is asked what it holds afterwards.`,
    ],
    tables: [
      {
        caption: 'Acknowledged scans a second',
        columns: ['', 'median', 'Cyclecount is', 'bare inserts are'],
        rows: [
          ['better-sqlite3, every row that Cyclecount wrote', whole(middle('bare')), '', ''],
          ['Cyclecount', whole(own), '', times(middle('bare') / own)],
          ...PEERS.map((peer) => [
            PEER_NAMES[peer],
            whole(middle(peer)),
            times(own / middle(peer)),
            times(middle('bare') / middle(peer)),
          ]),
        ],
      },
    ],
    goals: PEERS.map((peer) => ({
      goal: `≥ ${GOAL} × ${peer === 'rxdb' ? 'RxDB' : 'PouchDB'}`,
      measured: `${times(own / middle(peer))}; bare inserts ${times(middle('bare') / middle(peer))}`,
      met: own / middle(peer) >= GOAL,
    })),
  }
}
