import { join } from 'node:path'
import { startProduct } from '@cyclecount/e2e/product'
import type { SessionId } from '@cyclecount/domain'
import { newId, openCompany, type Company, type Counter } from './company.ts'
import { median, times, whole } from './figures.ts'
import { startPeers } from './peers.ts'
import { BATCH, encodeLog, sendEncoded, type EncodedBatch } from './push.ts'
import { openRaw, writtenRows } from './raw-sqlite.ts'
import type { BenchCall, Findings } from './report.ts'
import { capturedLog, notesLog } from './scans.ts'

const DEVICES = 4
const SCANS_A_DEVICE = 5_000
const SHELF = 1_000

const WAYS = ['http', 'http, gzip', 'http, log alone'] as const
type Way = (typeof WAYS)[number]
type Measure = Way | 'raw, log alone' | 'raw, log of notes' | 'raw, every row' | 'durable-streams'

/** Durable scans a second through a listening server, against bare inserts of the rows that it wrote. */
export async function ingest({ say, quick }: BenchCall): Promise<Findings> {
  const rounds = quick ? 2 : 5
  const product = await startProduct({ DEMO_SALES: 'off', LOG_LEVEL: 'warn' })
  const file = join(product.dataDir, 'cyclecount.sqlite')
  const company = await openCompany(file)
  const raw = openRaw(file)
  const peers = await startPeers(say)
  const rates = new Map<Measure, number[]>()
  const note = (measure: Measure, scans: number, took: number): void => {
    rates.set(measure, [...(rates.get(measure) ?? []), (scans / took) * 1000])
  }
  try {
    const products = await company.addProducts(SHELF)
    let bare = 0
    // The first round warms up and is not counted.
    for (let round = 0; round <= rounds; round += 1) {
      for (const way of WAYS) {
        const { sessions, took, scans } = await send(product.origin, company, products, way)
        await check(company, sessions)
        const written = writtenRows(file, sessions)
        if (round > 0) note(way, scans, took)
        if (way === 'http, log alone') {
          bare += written.scans
          const notes = raw.insert(written, 'log')
          if (round > 0) note('raw, log of notes', written.scans, notes)
          const streamed = await stream(peers.streams, sessions, company, products)
          if (round > 0) note('durable-streams', scans, streamed)
        }
        if (way !== 'http') continue
        // The same rows, bare: the whole once into one table, then with everything beside it into another database.
        const everything = openRaw(file)
        try {
          const alone = raw.insert(written, 'log')
          const all = everything.insert(written, 'everything')
          bare += written.scans
          if (round > 0) note('raw, log alone', written.scans, alone)
          if (round > 0) note('raw, every row', written.scans, all)
        } finally {
          everything.close()
        }
      }
      if (raw.count() !== bare) throw new Error(`the bare log holds ${raw.count()} rows, not ${bare}`)
      say([...rates].map(([measure, all]) => `${measure} ${whole(all.at(-1) ?? 0)}/s`).join('; '))
    }
    return findings(rates, rounds)
  } finally {
    raw.close()
    await peers.stop()
    await company.close()
    await product.dispose()
  }
}

async function send(
  origin: string,
  company: Company,
  products: Awaited<ReturnType<Company['addProducts']>>,
  way: Way,
): Promise<{ readonly sessions: readonly SessionId[]; readonly took: number; readonly scans: number }> {
  const counters = await company.addCounters(DEVICES)
  const sessions = counters.map(() => newId<SessionId>())
  const shelf = { products, locations: company.locations }
  const work = counters.map((counter, at): readonly [Counter, readonly EncodedBatch[]] => {
    const sessionId = sessions[at] ?? newId<SessionId>()
    const log =
      way === 'http, log alone'
        ? notesLog(counter, sessionId, SCANS_A_DEVICE)
        : capturedLog(counter, sessionId, SCANS_A_DEVICE, shelf)
    return [counter, encodeLog(counter, log, way === 'http, gzip')]
  })
  const since = performance.now()
  await Promise.all(work.map(([counter, batches]) => sendEncoded(origin, counter, batches)))
  return { sessions, took: performance.now() - since, scans: DEVICES * (SCANS_A_DEVICE + 1) }
}

/** The same scans appended to durable-streams' file server, a stream a device; answers how long it took, ms. */
async function stream(
  origin: string,
  sessions: readonly SessionId[],
  company: Company,
  products: Awaited<ReturnType<Company['addProducts']>>,
): Promise<number> {
  const [counter] = await company.addCounters(1)
  if (!counter) throw new Error('nobody counts')
  const work = sessions.map((sessionId) => {
    const log = capturedLog(counter, sessionId, SCANS_A_DEVICE, { products, locations: company.locations })
    const bodies = Array.from({ length: Math.ceil(log.length / BATCH) }, (_, at) =>
      JSON.stringify(log.slice(at * BATCH, (at + 1) * BATCH)),
    )
    return { url: `${origin}/${sessionId}`, bodies, events: log.length }
  })
  const headers = { 'content-type': 'application/json' }
  for (const { url } of work) await fetch(url, { method: 'PUT', headers })
  const since = performance.now()
  await Promise.all(
    work.map(async ({ url, bodies }) => {
      for (const body of bodies) {
        const answer = await fetch(url, { method: 'POST', headers, body })
        if (!answer.ok) throw new Error(`durable-streams answered ${answer.status}`)
        await answer.arrayBuffer()
      }
    }),
  )
  const took = performance.now() - since
  for (const { url, events } of work) {
    const held = (await (await fetch(`${url}?offset=-1`)).json()) as readonly unknown[]
    if (held.length !== events) throw new Error(`durable-streams holds ${held.length} of ${events}`)
  }
  return took
}

async function check(company: Company, sessions: readonly SessionId[]): Promise<void> {
  for (const sessionId of sessions) {
    const { rows, distinct, last } = await company.held(sessionId)
    if (rows !== SCANS_A_DEVICE + 1 || distinct !== rows || last !== rows)
      throw new Error(`a session of ${SCANS_A_DEVICE + 1} events is held as ${rows}, ${distinct}, ${last}`)
  }
}

function findings(rates: ReadonlyMap<Measure, readonly number[]>, rounds: number): Findings {
  const middle = (measure: Measure): number => median(rates.get(measure) ?? [])
  const log = middle('raw, log alone')
  const whatItWrites = middle('http') / log
  const alone = middle('http, log alone') / middle('raw, log of notes')
  const row = (measure: Measure, what: string, bare: Measure = 'raw, log alone'): readonly string[] => [
    what,
    whole(middle(measure)),
    times(middle(measure) / middle(bare)),
  ]
  return {
    name: 'ingest',
    title: 'Ingestion',
    how: [
      `${DEVICES} devices send ${whole(SCANS_A_DEVICE)} scans each to a server process that listens on this machine, in batches of 500, each answered after its durable commit;`,
      `${rounds} rounds after one to warm up, every measure in turn in each, medians.`,
      'Beside it better-sqlite3 alone, in the same way durable (WAL, synchronous FULL), inserts the very rows that the server wrote, 500 scans a transaction, into the same tables with the same indexes.',
      'The log alone through HTTP is a log of notes, which change no line of the count; notes stand in more indexes than scans, and are held against the same notes inserted bare.',
    ],
    tables: [
      {
        caption: 'Durable events a second',
        columns: ['', 'median', '÷ the same log, bare'],
        rows: [
          row('raw, log alone', 'better-sqlite3, the rows of the log alone'),
          row('raw, every row', 'better-sqlite3, every row that the product wrote'),
          row('raw, log of notes', 'better-sqlite3, the rows of a log of notes', 'raw, log of notes'),
          row('http, log alone', 'Cyclecount over HTTP, the log alone', 'raw, log of notes'),
          row('http', 'Cyclecount over HTTP, with lines, places, status and audit'),
          row('http, gzip', 'the same, compressed with gzip'),
          row('durable-streams', 'durable-streams’ file server over HTTP, the events as they are'),
        ],
      },
    ],
    goals: [
      { goal: 'the log alone ≥ 0.8 of raw', measured: times(alone), met: alone >= 0.8 },
      { goal: 'with everything ≥ 0.4 of raw', measured: times(whatItWrites), met: whatItWrites >= 0.4 },
      {
        goal: '≥ 40,000 scans a second',
        measured: `${whole(middle('http'))} a second`,
        met: middle('http') >= 40_000,
      },
    ],
  }
}
