import { join } from 'node:path'
import { startProduct, type Product } from '@cyclecount/e2e/product'
import type { SessionId } from '@cyclecount/domain'
import { newId, openCompany, type Company } from './company.ts'
import { median, ms, percentile, whole } from './figures.ts'
import { startHand } from './hand.ts'
import { startPostgres } from './postgres.ts'
import { encodeLog, sendEncoded } from './push.ts'
import type { BenchCall, Findings } from './report.ts'
import { capturedLog } from './scans.ts'

const SCANS = 5_200
const SHELF = 1_000
const FOREGROUND_EVERY_MS = 250
const CALM_MS = 8_000
const GOAL_S = 225
const GOAL_FOREGROUND_MS = 200

interface Storm {
  readonly where: string
  readonly seconds: number
  readonly calm: readonly number[]
  readonly foreground: readonly number[]
}

/** A hundred devices come back at once with a day's scans each, while one goes on counting. */
export async function storm({ say, quick }: BenchCall): Promise<Findings> {
  const devices = quick ? 10 : 100
  const storms: Storm[] = []
  const note = (found: Storm): void => {
    storms.push(found)
    say(
      `${found.where}: ${found.seconds.toFixed(1)} s, foreground p95 ${ms(percentile(found.foreground, 0.95))} (calm ${ms(percentile(found.calm, 0.95))})`,
    )
  }
  const sqlite = await startProduct({ DEMO_SALES: 'off', LOG_LEVEL: 'warn' })
  try {
    note(await drainAll('SQLite', [sqlite], join(sqlite.dataDir, 'cyclecount.sqlite'), devices))
  } finally {
    await sqlite.dispose()
  }
  for (const processes of [1, 2]) {
    const postgres = await startPostgres()
    const servers: Product[] = []
    try {
      for (let at = 0; at < processes; at += 1)
        servers.push(await startProduct({ DEMO_SALES: 'off', LOG_LEVEL: 'warn', DATABASE_URL: postgres.url }))
      note(
        await drainAll(
          `PostgreSQL, ${processes} API process${processes > 1 ? 'es' : ''}`,
          servers,
          postgres.url,
          devices,
        ),
      )
    } finally {
      for (const server of servers) await server.dispose()
      await postgres.stop()
    }
  }
  return findings(storms, devices)
}

async function drainAll(
  where: string,
  servers: readonly Product[],
  url: string,
  count: number,
): Promise<Storm> {
  const company = await openCompany(url)
  try {
    const products = await company.addProducts(SHELF)
    const shelf = { products, locations: company.locations }
    const [foreground, ...devices] = await company.addCounters(count + 1)
    if (!foreground) throw new Error('nobody counts')
    const origin = (at: number): string => servers[at % servers.length]?.origin ?? ''
    const others = devices.map((counter) => ({ counter, sessionId: newId<SessionId>() }))
    const sessionId = newId<SessionId>()
    // What a phone does for it, its own processor does: it is done before the clock runs.
    const work = others.map((one) => ({
      ...one,
      batches: encodeLog(one.counter, capturedLog(one.counter, one.sessionId, SCANS, shelf), true),
    }))
    const hand = startHand({
      origin: origin(0),
      counter: foreground,
      sessionId,
      shelf,
      everyMs: FOREGROUND_EVERY_MS,
    })
    await pause(CALM_MS)
    const calm = hand.taken()
    const since = performance.now()
    await Promise.all(work.map(({ counter, batches }, at) => sendEncoded(origin(at), counter, batches)))
    const seconds = (performance.now() - since) / 1000
    const during = hand.taken()
    const sent = await hand.stop()
    for (const one of others) await check(company, one.sessionId, SCANS + 1)
    await check(company, sessionId, sent)
    return { where, seconds, calm, foreground: during }
  } finally {
    await company.close()
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds)
  })
}

async function check(company: Company, sessionId: SessionId, events: number): Promise<void> {
  const { rows, distinct, last } = await company.held(sessionId)
  if (rows !== events || distinct !== events || last !== events)
    throw new Error(`a session of ${events} events is held as ${rows}, ${distinct}, ${last}`)
}

function findings(storms: readonly Storm[], devices: number): Findings {
  const total = devices * (SCANS + 1)
  const slowest = Math.max(...storms.map(({ seconds }) => seconds))
  const worst = Math.max(...storms.map(({ foreground }) => percentile(foreground, 0.95)))
  return {
    name: 'storm',
    title: 'Reconnect storm',
    how: [
      `${devices} devices with ${whole(SCANS)} scans each send at once through HTTP, in batches of 500, compressed beforehand, and wait as the server tells them;`,
      `meanwhile one more device, on a thread of its own, sends a scan every ${FOREGROUND_EVERY_MS} ms. Afterwards every session is counted in the database: each event exactly once, without a gap.`,
      'PostgreSQL runs with its own durable defaults (fsync and synchronous commit on). The clients run on the same two cores.',
    ],
    tables: [
      {
        caption:
          'Time until everything is drained, and what a scan in the foreground waits for its acknowledgement',
        columns: [
          'server',
          'drained in',
          'scans a second',
          'foreground p50 / p95',
          'the same before the storm',
        ],
        rows: storms.map(({ where, seconds, foreground, calm }) => [
          where,
          `${seconds.toFixed(1)} s`,
          whole(total / seconds),
          `${ms(median(foreground))} / ${ms(percentile(foreground, 0.95))}`,
          `${ms(median(calm))} / ${ms(percentile(calm, 0.95))}`,
        ]),
      },
    ],
    goals: [
      {
        goal: `drained in ≤ ${GOAL_S} s`,
        measured: `at most ${slowest.toFixed(0)} s`,
        met: slowest <= GOAL_S,
      },
      {
        goal: `foreground p95 ≤ ${GOAL_FOREGROUND_MS} ms`,
        measured: `at most ${ms(worst)}`,
        met: worst <= GOAL_FOREGROUND_MS,
      },
    ],
  }
}
