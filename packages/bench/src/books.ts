import { routes, type Call, type Review } from '@cyclecount/contract'
import { signedIn } from '@cyclecount/e2e/signed-in'
import type { RunId, SessionId } from '@cyclecount/domain'
import { sql } from 'kysely'
import { joined, measurePeer, type PeerFound } from './books-peer.ts'
import { newId, type Company, type Counter } from './company.ts'
import { median, ms, percentile, times, whole } from './figures.ts'
import { startHand } from './hand.ts'
import { sell, startLargeStore, type LargeStore } from './large-store.ts'
import { startPostgres } from './postgres.ts'
import { encodeLog, sendEncoded } from './push.ts'
import type { BenchCall, FigureTable, Findings, Goal } from './report.ts'
import { capturedLog, submitted } from './scans.ts'

const SCANS_A_LINE = 5
/** Units in a scan: five of them are what lies there before anything is sold. */
const UNITS_A_SCAN = 4
/** Whole bins, so that everybody has an area of their own. */
const LINES_A_COUNTER = 1_500
/** Sales for a line: 100,000 for 60,000. */
const SALES_A_LINE = 100 / 60
const PROPOSALS = 30_000
const DECIDED_AT_ONCE = 1_000
const FOREGROUND_EVERY_MS = 100
const GOAL_LINES = 60_000
const GOAL_RECONCILED_S = 10
const GOAL_DELIVERED_S = 30
const GOAL_FOREGROUND_MS = 200
/** Of the same rows written by plain SQL, and of the join that writes two figures for each line. */
const GOAL_JOIN = 3

interface Found {
  readonly where: string
  readonly lines: number
  /** From the last submit until the run is in review. */
  readonly reconciledMs: number
  /** Asked again, with nothing new. */
  readonly againMs: number
  readonly peer: PeerFound
  readonly calm: readonly number[]
  readonly foreground: readonly number[]
  readonly proposals: number
  readonly decidedMs: number
  readonly acceptedMs: number
  /** How much later every count was told, too. */
  readonly toldMs: number
}

type Where = 'sqlite' | 'postgres'
const RUNS: readonly (readonly [Where, number])[] = [
  ['sqlite', 6_000],
  ['sqlite', 60_000],
  ['postgres', 6_000],
  ['postgres', 60_000],
  ['sqlite', 600_000],
]
const QUICK_LINES = 6_000

/** A large store from the last submit to the books: compared, decided, delivered, while somebody goes on counting. */
export async function books({ say, quick, only }: BenchCall): Promise<Findings> {
  const found: Found[] = []
  for (const [where, lines] of RUNS) {
    if (quick && lines > QUICK_LINES) continue
    if (only !== null && only !== `${where}:${lines}`) continue
    const one = await (where === 'sqlite' ? onSqlite(lines, say) : onPostgres(lines, say))
    found.push(one)
    say(
      `${one.where}, ${whole(one.lines)} lines: reconciled in ${ms(one.reconciledMs)} (again ${ms(one.againMs)}), foreground p95 ${ms(percentile(one.foreground, 0.95))} (calm ${ms(percentile(one.calm, 0.95))}); ${whole(one.proposals)} proposals decided in ${ms(one.decidedMs)}, accepted in ${ms(one.acceptedMs)}`,
    )
  }
  return findings(found)
}

async function onSqlite(lines: number, say: BenchCall['say']): Promise<Found> {
  const store = await startLargeStore(lines, null)
  try {
    return await settleStore('SQLite', store, say)
  } finally {
    await store.dispose()
  }
}

async function onPostgres(lines: number, say: BenchCall['say']): Promise<Found> {
  const postgres = await startPostgres()
  try {
    const store = await startLargeStore(lines, postgres.url)
    try {
      return await settleStore('PostgreSQL', store, say)
    } finally {
      await store.dispose()
    }
  } finally {
    await postgres.stop()
  }
}

async function settleStore(where: string, store: LargeStore, say: BenchCall['say']): Promise<Found> {
  const { product, company, shelved } = store
  const manager = await signedIn(product.origin, 'dmitri')
  const { runId, submit } = await countStore(store)
  const [foreground] = await company.addCounters(1)
  if (!foreground) throw new Error('nobody counts')
  say(`${where}, ${whole(shelved.length)} lines: everything is counted but for the last submit`)
  const hand = startHand({
    origin: product.origin,
    counter: foreground,
    sessionId: newId<SessionId>(),
    shelf: { products: shelved.slice(0, 1000), locations: [] },
    everyMs: FOREGROUND_EVERY_MS,
  })
  await pause(5_000)
  const calm = hand.taken()
  const reconciledMs = await timed(async () => {
    await submit()
    await inReview(company, runId)
  })
  const during = hand.taken()
  say(`reconciled in ${ms(reconciledMs)}`)
  const againMs = await timed(() => manager.call(routes.reconcile, { params: { runId } }))
  await check(company, runId, shelved.length)
  say(`reconciled again in ${ms(againMs)}`)
  const decided = await decideAndDeliver(company, manager.call, runId, say)
  const toldMs = await timed(() => allTold(company))
  say(`all counts told ${ms(toldMs)} later`)
  await hand.stop()
  await product.stop()
  const peer = await measurePeer(company, runId)
  say(`join ${ms(peer.joinMs)}, kept ${ms(peer.joinKeptMs)}, with the same rows ${ms(peer.sameRowsMs)}`)
  return {
    where,
    lines: shelved.length,
    reconciledMs,
    againMs,
    peer,
    calm,
    foreground: during,
    ...decided,
    toldMs,
  }
}

/** Everybody counts their lines while the store sells; who counts last has not submitted yet. */
export async function countStore(
  store: LargeStore,
): Promise<{ readonly runId: RunId; readonly submit: () => Promise<void> }> {
  const { product, company, shelved } = store
  const counters = await company.addCounters(Math.ceil(shelved.length / LINES_A_COUNTER), 'own')
  const [first] = counters
  if (!first) throw new Error('nobody counts')
  const now = Date.now()
  const from = now - LINES_A_COUNTER * SCANS_A_LINE * 100
  await company.db.write((tx) =>
    tx
      .updateTable('count_run')
      .set({ created_at: from - 1000 })
      .where('run_id', '=', first.runId)
      .execute(),
  )
  await sell(store, Math.round(shelved.length * SALES_A_LINE), { from, to: now })
  const send = (counter: Counter, log: ReturnType<typeof capturedLog>): Promise<void> =>
    sendEncoded(product.origin, counter, encodeLog(counter, log, false))
  let last: (() => Promise<void>) | null = null
  for (const [at, counter] of counters.entries()) {
    const products = shelved.slice(at * LINES_A_COUNTER, (at + 1) * LINES_A_COUNTER)
    const shelf = { products, locations: [], units: UNITS_A_SCAN }
    const log = capturedLog(counter, newId<SessionId>(), products.length * SCANS_A_LINE, shelf)
    await send(counter, log)
    const submit = (): Promise<void> => send(counter, [submitted(log)])
    if (at < counters.length - 1) await submit()
    else last = submit
  }
  return { runId: first.runId, submit: last ?? (() => Promise.resolve()) }
}

/** Looked for in the database, so that the product is not asked meanwhile for what it would count through 60,000 lines. */
export async function inReview({ db }: Company, runId: RunId): Promise<void> {
  const status = db.read.selectFrom('run_facility').select('status').where('run_id', '=', runId)
  while ((await status.executeTakeFirstOrThrow()).status !== 'reviewing') await pause(20)
}

/** Until the backend was told of every count, too: they come after what was approved. */
async function allTold({ db }: Company): Promise<void> {
  const waiting = db.read.selectFrom('delivery').select('delivery_id').where('state', '=', 'waiting').limit(1)
  while (await waiting.executeTakeFirst()) await pause(200)
}

/** What the books expected of every line, found by the database alone, is what the run says of it. */
async function check({ db }: Company, runId: RunId, lines: number): Promise<void> {
  const run = await db.read
    .selectFrom('inv_count_import_variance')
    .select((eb) => [
      eb.fn.countAll<number>().as('lines'),
      eb.fn.sum<number | string>('system_quantity_on_hand').as('expected'),
    ])
    .where('run_id', '=', runId)
    .where('current', '=', 1)
    .executeTakeFirstOrThrow()
  const plain = await sql<{ lines: number | string; expected: number | string }>`
    select count(*) as lines, sum(expected_milli) as expected from (${joined(runId)}) as line`.execute(
    db.read,
  )
  const truth = plain.rows[0]
  // PostgreSQL says a sum as text.
  const isRight = Number(run.expected) === Number(truth?.expected)
  if (run.lines !== lines || Number(truth?.lines) !== lines || !isRight)
    throw new Error(
      `the run has ${run.lines} lines and expects ${run.expected}; the join ${truth?.lines} and ${truth?.expected}`,
    )
}

/** Approves what differs, thousand by thousand, until there are enough proposals, and waits until the ledger took them all. */
async function decideAndDeliver(
  company: Company,
  call: Call,
  runId: RunId,
  say: BenchCall['say'],
): Promise<Pick<Found, 'proposals' | 'decidedMs' | 'acceptedMs'>> {
  const open = await differing(call, runId)
  const { reasons } = await call(routes.reasons, {})
  const [reason] = reasons
  if (!reason) throw new Error('there is no reason to give')
  const since = performance.now()
  let proposals = 0
  for (let at = 0; at < open.length; at += DECIDED_AT_ONCE) {
    const lines = open.slice(at, at + DECIDED_AT_ONCE)
    const body = { lines, outcome: 'approved' as const, reasonId: reason.reasonId, note: 'bench' }
    proposals += (await call(routes.decide, { params: { runId }, body })).proposals
  }
  const decidedMs = performance.now() - since
  say(`${whole(proposals)} proposals decided in ${ms(decidedMs)}`)
  await allAccepted(company, runId)
  const acceptedMs = performance.now() - since
  say(`all accepted in ${ms(acceptedMs)}`)
  return { proposals, decidedMs, acceptedMs }
}

/** Looked for in the database, so that the product is asked for nothing meanwhile. */
async function allAccepted({ db }: Company, runId: RunId): Promise<void> {
  const open = db.read
    .selectFrom('proposed_actions')
    .select('status_id')
    .where('run_id', '=', runId)
    .where('status_id', '!=', 'accepted')
    .limit(1)
  for (;;) {
    const one = await open.executeTakeFirst()
    if (!one) return
    if (one.status_id !== 'pending') throw new Error(`the books refused: ${one.status_id}`)
    await pause(100)
  }
}

async function differing(call: Call, runId: RunId) {
  const open: { readonly varianceId: Parameters<typeof pick>[0]['varianceId']; readonly version: number }[] =
    []
  let cursor: string | undefined
  while (open.length < PROPOSALS) {
    const query = { status: 'open' as const, show: 'differing' as const, limit: '1000', cursor }
    const page = await call(routes.review, { params: { runId }, query })
    open.push(...page.lines.map(pick))
    if (page.next === null) break
    cursor = page.next
  }
  return open.slice(0, PROPOSALS)
}

function pick({ varianceId, version }: Review['lines'][number]) {
  return { varianceId, version }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const since = performance.now()
  await work()
  return performance.now() - since
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds)
  })
}

function findings(found: readonly Found[]): Findings {
  return {
    name: 'books',
    title: 'From the count to the books',
    how: [
      `A store is imported from CSV files, every position another product, ${SCANS_A_LINE} scans for each and five sales for three while it is counted; everything through HTTP but the sales, which are written as the till writes them.`,
      'Reconciling is timed from the last submit until the run is in review: on-hand and movements are read from the ledger in pages and kept, every line is compared as of its own moment, written with its explanation, and decided where nothing differs. Balances, and what the ledger is told of each count, are written behind the opened review; “again” is with both.',
      `Meanwhile one more device sends a scan every ${FOREGROUND_EVERY_MS} ms.`,
      'The plain join is one SQL statement over the same tables that finds counted and expected of every line and nothing more; it is held against the run’s own sum of what was expected, to the thousandth. “Kept” is the same statement written to a bare table. “Same rows” is the join and every row that the comparison left behind until then (the read of the book, movements, variances, decisions, statuses), written by plain SQL from the finished rows into tables with the same keys, indexes and references, in one commit.',
      `Then up to ${whole(PROPOSALS)} differences are approved in pages of ${whole(DECIDED_AT_ONCE)}, and the clock runs until the ledger has accepted the last proposal.`,
    ],
    tables: [reconcileTable(found), deliveryTable(found)],
    goals: goalsOf(found.filter(({ lines }) => lines === GOAL_LINES)),
  }
}

function reconcileTable(found: readonly Found[]): FigureTable {
  const columns = ['database', 'lines', 'reconciled', 'again', 'join', 'kept', '÷ kept', 'same rows']
  return {
    caption: 'From the last submit to the review',
    columns: [...columns, '÷ same rows', 'foreground p50 / p95', 'before'],
    rows: found.map((one) => [
      one.where,
      whole(one.lines),
      ms(one.reconciledMs),
      ms(one.againMs),
      ms(one.peer.joinMs),
      ms(one.peer.joinKeptMs),
      times(one.reconciledMs / one.peer.joinKeptMs),
      ms(one.peer.sameRowsMs),
      times(one.reconciledMs / one.peer.sameRowsMs),
      `${ms(median(one.foreground))} / ${ms(percentile(one.foreground, 0.95))}`,
      `${ms(median(one.calm))} / ${ms(percentile(one.calm, 0.95))}`,
    ]),
  }
}

function deliveryTable(found: readonly Found[]): FigureTable {
  return {
    caption: 'From the first approval to the last acceptance',
    columns: ['database', 'lines', 'proposals', 'decided in', 'accepted in', 'a second', 'counts told after'],
    rows: found.map((one) => [
      one.where,
      whole(one.lines),
      whole(one.proposals),
      ms(one.decidedMs),
      ms(one.acceptedMs),
      whole((one.proposals / one.acceptedMs) * 1000),
      ms(one.toldMs),
    ]),
  }
}

/** The worse of the two databases is judged. */
function goalsOf(judged: readonly Found[]): readonly Goal[] {
  if (judged.length === 0) return []
  const worst = (figure: (one: Found) => number): number => Math.max(...judged.map(figure))
  const atMost = (goal: string, figure: number, limit: number, said: (figure: number) => string): Goal => ({
    goal,
    measured: said(figure),
    met: figure <= limit,
  })
  const seconds = (figure: number): string => `${figure.toFixed(1)} s`
  return [
    atMost(
      `${whole(GOAL_LINES)} lines reconciled in ≤ ${GOAL_RECONCILED_S} s`,
      worst(({ reconciledMs }) => reconciledMs) / 1000,
      GOAL_RECONCILED_S,
      seconds,
    ),
    atMost(
      `≤ ${GOAL_JOIN} × the join and the same rows`,
      worst((one) => one.reconciledMs / one.peer.sameRowsMs),
      GOAL_JOIN,
      times,
    ),
    atMost(
      `≤ ${GOAL_JOIN} × the join, kept`,
      worst((one) => one.reconciledMs / one.peer.joinKeptMs),
      GOAL_JOIN,
      times,
    ),
    atMost(
      `foreground p95 ≤ ${GOAL_FOREGROUND_MS} ms meanwhile`,
      worst((one) => percentile(one.foreground, 0.95)),
      GOAL_FOREGROUND_MS,
      ms,
    ),
    atMost(
      `${whole(PROPOSALS)} proposals to the ledger in ≤ ${GOAL_DELIVERED_S} s`,
      worst(({ acceptedMs }) => acceptedMs) / 1000,
      GOAL_DELIVERED_S,
      seconds,
    ),
  ]
}
