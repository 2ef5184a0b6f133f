import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { routes, type Variance } from '@cyclecount/contract'
import type { RunId } from '@cyclecount/domain'
import { attemptsBegun, attemptsOpen, balances, checkBooks, deliveries, shelfFile } from './delivery-check.ts'
import { integrityOf } from './kill-check.ts'
import { startProduct } from './product.ts'
import { signedIn, type SignedIn } from './signed-in.ts'

/**
 * SIGKILLs the API process again and again while approved variances drain to the embedded ledger, mostly while it asks,
 * sometimes again while it wakes up, and starts it anew. At the end every proposal was accepted and booked once, and the books hold what they
 * held and what was proposed, bin by bin: ADJ-3. `npm run kill:delivery -- --times 20 --lines 600 --seed 7`
 */
const { values } = parseArgs({
  options: {
    times: { type: 'string', default: '5' },
    lines: { type: 'string', default: '400' },
    seed: { type: 'string', default: '1' },
  },
})
const times = Number(values.times)
const chance = seeded(Number(values.seed))
/** A busy machine is slow, not wrong. */
const PATIENCE_MS = 600_000

const product = await startProduct(
  {
    DEMO_SALES: 'off',
    LOG_LEVEL: 'silent',
    NODE_COMPILE_CACHE: join(tmpdir(), 'cyclecount-kill-cache'),
  },
  PATIENCE_MS,
)
try {
  const manager = await signedIn(product.origin, 'dmitri')
  const [facility] = manager.facilities
  if (facility === undefined) throw new Error('the manager has no store')
  const before = balances(product.dataDir)
  const { runId } = await manager.call(routes.takeInCountFile, {
    params: { facilityId: facility.facilityId },
    body: {
      fileName: 'shelf.csv',
      text: shelfFile(product.dataDir, facility.code, Number(values.lines)),
      into: { runName: 'Under fire' },
      countedBy: { name: 'Acme' },
      countedLocal: nowIn('America/New_York'),
    },
  })
  await manager.call(routes.reconcile, { params: { runId } })
  const open = await openLines(manager, runId)
  const share = Math.ceil(open.length / times)
  if (share < 5) throw new Error(`${open.length} lines are too few for ${times} times`)

  const startedAt = Date.now()
  let kills = 0
  let underWay = 0
  for (let turn = 0; turn < times; turn += 1) {
    const begun = attemptsBegun(product.dataDir)
    await approve(manager, runId, open.slice(turn * share, (turn + 1) * share))
    // Most kills hit while the ledger is asked, or just after; the others wherever it is.
    if (chance() < 0.8) await untilAsking(begun)
    await rest(chance() * 40)
    await product.kill()
    kills += 1
    if (attemptsOpen(product.dataDir) > 0) underWay += 1
    if (chance() < 0.3) {
      const waking = product.start().catch(() => undefined)
      await rest(chance() * 1500)
      await product.kill()
      kills += 1
      void waking
    }
    await product.start()
    const { settled, proposals } = deliveries(product.dataDir)
    console.log(
      `${kills} kills, ${underWay} of them in the middle of asking; ${settled} of ${proposals} settled`,
    )
  }
  await untilSettled()
  const booked = checkBooks(product.dataDir, before)
  const seconds = Math.round((Date.now() - startedAt) / 1000)
  console.log(
    `${kills} kills of the server in ${seconds} s, ${underWay} in the middle of asking, seed ${values.seed}, while ${booked.proposals} proposals went to the ledger: each accepted and ` +
      `booked once, ${booked.interrupted} of them tried more than once; ${booked.places} balances as proposed, all others as they were; ` +
      `integrity_check ${integrityOf(product.dataDir)}.`,
  )
} finally {
  await product.dispose()
}

/** Every line that differs and waits for the manager. */
async function openLines({ call }: SignedIn, runId: RunId): Promise<readonly Variance[]> {
  const { lines } = await call(routes.review, {
    params: { runId },
    query: { status: 'open', show: 'differing', limit: '500' },
  })
  return lines.filter(isForManager)
}

async function approve({ call }: SignedIn, runId: RunId, lines: readonly Variance[]): Promise<void> {
  const { reasons } = await call(routes.reasons, {})
  const reasonId = reasons[0]?.reasonId
  if (reasonId === undefined) throw new Error('there is no reason to give')
  await call(routes.decide, {
    params: { runId },
    body: {
      lines: lines.map(({ varianceId, version }) => ({ varianceId, version })),
      outcome: 'approved',
      reasonId,
      note: 'a piece of each was taken out',
      withoutRecount: true,
    },
  })
}

function isForManager({ firstApproval, productId }: Variance): boolean {
  return firstApproval === null && productId !== null
}

/** Until the server has noted that it asks the ledger something more. */
async function untilAsking(begun: number): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS
  while (attemptsBegun(product.dataDir) === begun) {
    if (Date.now() > deadline) throw new Error('nothing is delivered any more')
    await rest(1)
  }
}

/** Until every proposal has been answered and noted. */
async function untilSettled(): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS
  for (;;) {
    const { settled, proposals } = deliveries(product.dataDir)
    if (settled === proposals) return
    if (Date.now() > deadline) throw new Error(`${settled} of ${proposals} are settled, and no more`)
    await rest(200)
  }
}

function rest(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
}

/** What a clock on the wall there shows. */
function nowIn(timeZone: string): string {
  return new Date().toLocaleString('sv-SE', { timeZone }).slice(0, 16).replace(' ', 'T')
}

/** mulberry32: the same seed kills at the same counts. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
