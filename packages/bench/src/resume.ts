import { join } from 'node:path'
import { startProduct, type Product } from '@cyclecount/e2e/product'
import { signIn } from '@cyclecount/e2e/people'
import type { LocationId, ProductId, ScanEvent, SessionId } from '@cyclecount/domain'
import type { Page } from '@playwright/test'
import { newId, openCompany, type BenchProduct, type Company } from './company.ts'
import { openCountingBrowser, sendCode } from './counting-browser.ts'
import { median, ms, times, whole } from './figures.ts'
import { fillPeer, onNewDevice, PEER_NAMES, PEERS, replicatePeer, startPeers, type Peer } from './peers.ts'
import { encodeLog, sendEncoded } from './push.ts'
import type { BenchCall, Findings } from './report.ts'
import { capturedLog } from './scans.ts'

const LOGIN = 'ana@quillmere.example'
const SHELF = 5_000
const GOAL_MS = 1_000
const GOAL_TIMES = 10

/** A long count goes on at a device that has never seen it. */
export async function resume({ say, quick }: BenchCall): Promise<Findings> {
  const scans = quick ? 5_000 : 100_000
  // A fifth must do for the peers: what is said of them is at least so.
  const peerScans = quick ? 1_000 : 20_000
  const rounds = quick ? 1 : 5
  const product = await startProduct({ DEMO_SALES: 'off', LOG_LEVEL: 'warn' })
  const company = await openCompany(join(product.dataDir, 'cyclecount.sqlite'))
  try {
    const products = await company.addProducts(SHELF)
    const counter = await company.counterFor(LOGIN)
    const log = capturedLog(counter, newId<SessionId>(), scans, { products, locations: company.locations })
    await sendEncoded(product.origin, counter, encodeLog(counter, log, true))
    say(`the server holds ${whole(scans)} scans`)
    const own: number[] = []
    for (let round = 0; round < rounds; round += 1) {
      own.push(await resumeOwn(product, company, products))
      say(`ready to scan after ${ms(own.at(-1) ?? Number.NaN)}`)
    }
    const peers = new Map<Peer, number>()
    for (const peer of PEERS) {
      peers.set(peer, await resumePeer(peer, log.slice(1, peerScans + 1), say))
      say(`${peer}: ${whole(peerScans)} documents after ${ms(peers.get(peer) ?? Number.NaN)}`)
    }
    return findings({ scans, peerScans, own, peers })
  } finally {
    await company.close()
    await product.dispose()
  }
}

/** Signs in on a new device, continues the count there and scans; answers how long the tap took to the field being ready, ms. */
async function resumeOwn(
  product: Product,
  company: Company,
  products: readonly BenchProduct[],
): Promise<number> {
  const browser = await openCountingBrowser()
  const { page, cdp } = browser
  try {
    await page.goto(`${product.origin}/store/`)
    await signIn(page, LOGIN)
    await page
      .getByRole('link', { name: /Bench area 0/ })
      .first()
      .click()
    const button = page.getByRole('button', { name: 'Continue here' })
    await button.waitFor()
    // The app and the catalogue are there by then, as on a phone that was used before.
    await holdsCatalogue(page)
    await page.waitForTimeout(1_500)
    const ready = page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          let since = 0
          document.addEventListener('click', () => (since = performance.now()), { capture: true, once: true })
          const observer = new MutationObserver(() => {
            if (document.querySelector('.cc-scan-field[data-ready]') === null) return
            observer.disconnect()
            resolve(performance.now() - since)
          })
          observer.observe(document, { subtree: true, childList: true, attributes: true })
        }),
    )
    const before = await heldBefore()
    await button.click()
    const took = await ready
    await check(before)
    return took
  } finally {
    await browser.close()
  }

  /** What the server holds of one product: of the devices before this one, too, as far as they had sent it. */
  async function heldBefore(): Promise<number> {
    const { held } = await company.db.read
      .selectFrom('scan')
      .select((eb) => eb.fn.countAll<number>().as('held'))
      .where('kind', '=', 'scan')
      .where('product_id', '=', products[0]?.productId ?? newId<ProductId>())
      .executeTakeFirstOrThrow()
    return held
  }

  /** One more of it in its bin makes what everybody counted of it before, and one. */
  async function check(before: number): Promise<void> {
    const [product_, bin] = [products[0], company.locations[0]]
    const { location_seq_id: label } = await company.db.read
      .selectFrom('location')
      .select('location_seq_id')
      .where('location_id', '=', bin ?? newId<LocationId>())
      .executeTakeFirstOrThrow()
    await sendCode(cdp, `LOC:${label}`)
    await sendCode(cdp, product_?.code ?? '')
    const shown = page.locator('.cc-scan-card-number')
    await shown.waitFor()
    const text = await shown.textContent()
    if (text !== String(before + 1)) throw new Error(`${before + 1} were counted, ${text} are shown`)
  }
}

/** Resolves when the catalogues of all facilities are in the device's database. */
function holdsCatalogue(page: Page): Promise<unknown> {
  return page.waitForFunction(
    () =>
      new Promise<boolean>((resolve, reject) => {
        const opening = indexedDB.open('cyclecount')
        opening.onerror = () => reject(opening.error ?? new Error('not opened'))
        opening.onsuccess = () => {
          const reading = opening.result.transaction('facilities').objectStore('facilities').getAll()
          reading.onerror = () => reject(reading.error ?? new Error('not read'))
          reading.onsuccess = () => {
            opening.result.close()
            const rows = reading.result as readonly {
              readonly catalogue: { readonly version: number | null; readonly fetching: unknown } | null
            }[]
            const isWhole = (row: (typeof rows)[number]): boolean =>
              row.catalogue !== null && row.catalogue.version !== null && row.catalogue.fetching === null
            resolve(rows.length > 0 && rows.every(isWhole))
          }
        }
      }),
    undefined,
    { polling: 250 },
  )
}

async function resumePeer(
  peer: Peer,
  log: readonly ScanEvent[],
  say: (line: string) => void,
): Promise<number> {
  const server = await startPeers(say)
  try {
    await onNewDevice(server, async (page) => {
      await fillPeer(page, peer, log)
      await replicatePeer(page, peer, 'push')
    })
    return await onNewDevice(server, async (page) => {
      const { took, docs } = await replicatePeer(page, peer, 'pull')
      if (docs !== log.length) throw new Error(`${peer} has ${docs} documents of ${log.length}`)
      return took
    })
  } finally {
    await server.stop()
  }
}

interface Resumed {
  readonly scans: number
  readonly peerScans: number
  readonly own: readonly number[]
  readonly peers: ReadonlyMap<Peer, number>
}

function findings({ scans, peerScans, own, peers }: Resumed): Findings {
  const middle = median(own)
  const ratio = (peer: Peer): number => (peers.get(peer) ?? Number.NaN) / middle
  return {
    name: 'resume',
    title: 'Resume on a new device',
    how: [
      `A count of ${whole(scans)} scans goes on at a device that never saw it: from the tap on “Continue here” to the scan field being ready, in ${own.length} new browsers that hold the catalogue and nothing of the count.`,
      'Then one item is scanned, and the card must show all that was counted of it before, and one.',
      `The peers pull ${whole(peerScans)} scans, a ${Math.round(scans / peerScans)}th as many, as documents into a new browser with their own clients, until everything is there: their times are too short by that.`,
    ],
    tables: [
      {
        caption: 'Ready to scan',
        columns: ['', 'scans', 'median', 'Cyclecount is at least'],
        rows: [
          ['Cyclecount', whole(scans), ms(middle), ''],
          ...PEERS.map((peer) => [
            PEER_NAMES[peer],
            whole(peerScans),
            ms(peers.get(peer) ?? Number.NaN),
            times(ratio(peer)),
          ]),
        ],
      },
    ],
    goals: [
      { goal: `ready to scan in ≤ ${GOAL_MS} ms`, measured: ms(middle), met: middle <= GOAL_MS },
      ...PEERS.map((peer) => ({
        goal: `≥ ${GOAL_TIMES} × ${peer === 'rxdb' ? 'RxDB' : 'PouchDB'}`,
        measured: times(ratio(peer)),
        met: ratio(peer) >= GOAL_TIMES,
      })),
    ],
  }
}
