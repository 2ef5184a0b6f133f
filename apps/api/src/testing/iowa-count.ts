import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { plainStock, type DeviceId, type ProductId, type ScanId, type SessionId } from '@cyclecount/domain'
import {
  findBin,
  findFacility,
  findProduct,
  readRetailer,
  recordMovement,
  type RetailerData,
} from '@cyclecount/ledger'
import { writeIowaRetailer, type IowaDayLine } from '@cyclecount/ledger/iowa-fixture'
import { cornerStores, NINE } from '@cyclecount/ledger/testing'
import { askAs, type GivenArea } from './counter.ts'
import { bookAtDawn, ENDS, placeOf, playIowaDay, type Found, type IowaDay, type Sale } from './iowa-day.ts'
import { openWorld, type World } from './world.ts'

/** What came of counting a store while it sold. Lines are products in bins. */
export interface IowaProof {
  readonly store: string
  readonly lines: number
  readonly bins: number
  readonly scans: number
  readonly soldDuring: number
  readonly bookedLate: number
  readonly shrunk: number
  readonly misplaced: number
  /** Planted errors that differ by what was planted, when all sales are booked; and what was planted and is not among them. */
  readonly planted: number
  readonly found: number
  readonly missed: readonly string[]
  /** Lines that differ and have no planted error. */
  readonly accused: readonly string[]
  /** The same while some of the sales were not booked yet, which nobody can know of. */
  readonly accusedBeforeBooked: number
  /** How many a comparison with the book of the evening would accuse. */
  readonly accusedBySnapshot: number
}

const DAY = 86_400_000
/** Two people count, each their zones, while the tills sell. */
const COUNTERS = ['associate', 'second'] as const
const EVENTS_AT_ONCE = 300

/** Counts the store behind a server of its own, over HTTP, while the data's sales of its last day go on. */
export async function countIowaStore(
  lines: readonly IowaDayLine[],
  seed: number,
  databaseUrl?: string,
): Promise<IowaProof> {
  const day = playIowaDay(lines, seed)
  const world = await openWorld(databaseUrl, await retailerOf(day))
  try {
    const runId = await planned(world, day)
    const late = await sell(world, day.sales)
    const scans = await count(world, runId, day.found)
    await late('before the comparison')
    await askAs(world, 'manager', 'POST', `/api/runs/${runId}/reconcile`, {})
    const early = await differing(world, runId)
    await late('after the comparison')
    await askAs(world, 'manager', 'POST', `/api/runs/${runId}/reconcile`, {})
    const told = await differing(world, runId)
    const [{ store } = { store: '' }] = lines
    const isFound = ([place, units]: readonly [string, number]) => told.get(place) === units
    return {
      store,
      lines: lines.length,
      bins: new Set(lines.map(({ bin }) => bin)).size,
      scans,
      soldDuring: day.sales.length,
      bookedLate: day.sales.filter(({ booked }) => booked !== 'at once').length,
      shrunk: day.shrunk,
      misplaced: day.misplaced,
      planted: day.planted.size,
      found: [...day.planted].filter(isFound).length,
      missed: [...day.planted].filter((each) => !isFound(each)).map(([place]) => place),
      accused: [...told.keys()].filter((place) => !day.planted.has(place)),
      accusedBeforeBooked: [...early.keys()].filter((place) => !day.planted.has(place)).length,
      accusedBySnapshot: accusedBySnapshot(day),
    }
  } finally {
    await world.close()
  }
}

/** The store in the place of the corner store that has people, before anything is sold. */
async function retailerOf(day: IowaDay): Promise<RetailerData> {
  const folder = await mkdtemp(join(tmpdir(), 'cyclecount-iowa-'))
  try {
    await writeIowaRetailer(folder)
    const read = await readRetailer(folder, { at: NINE - DAY })
    if (read.kind === 'wrong') throw new Error(read.errors.map(({ message }) => message).join(', '))
    const [store] = day.lines
    const here = <T extends { readonly facility: string }>(rows: readonly T[]) =>
      rows.filter(({ facility }) => facility === store?.store).map((row) => ({ ...row, facility: 'LIS' }))
    const costs = new Map(read.data.products.map(({ sku, unitCostMicros }) => [sku, unitCostMicros]))
    return {
      ...read.data,
      facilities: cornerStores.facilities,
      locations: here(read.data.locations),
      opening: day.lines
        .filter((line) => bookAtDawn(line) > 0)
        .map((line) => ({
          facility: 'LIS',
          bin: line.bin,
          sku: line.sku,
          lot: null,
          serial: null,
          quantityMilli: bookAtDawn(line) * 1000,
          unitCostMicros: costs.get(line.sku) ?? null,
          at: NINE - DAY,
        })),
      movements: [],
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function planned(world: World, { lines }: IowaDay): Promise<string> {
  const { runId } = await askAs<{ runId: string }>(world, 'manager', 'POST', '/api/runs', {
    name: 'Count while the store sells',
    facilityId: world.lisbon,
    countType: 'HARD_COUNT',
    blind: true,
    dueLocal: null,
    items: [],
  })
  const { areas } = await askAs<{ areas: { areaId: string; code: string }[] }>(
    world,
    'manager',
    'GET',
    `/api/facilities/${world.lisbon}`,
  )
  const people = await Promise.all(
    COUNTERS.map((login) => askAs<{ personId: string }>(world, login, 'GET', '/api/me')),
  )
  const zones = new Set(lines.map(({ zone }) => zone))
  const assignments = areas
    .filter(({ code }) => zones.has(code))
    .map(({ areaId }, index) => ({ areaId, personId: people[index % people.length]?.personId }))
  await askAs(world, 'manager', 'POST', `/api/runs/${runId}/assignments`, { assignments })
  return runId
}

/** Books what is sold at the instant it is sold; answers how to book what the tills held back. */
async function sell(world: World, sales: readonly Sale[]): Promise<(when: Sale['booked']) => Promise<void>> {
  const { ledger } = world.ctx
  const facilityId = found(await findFacility(ledger, 'LIS'), 'the store')
  const book = async (sale: Sale, number: number): Promise<void> => {
    const outcome = await recordMovement(ledger, {
      facilityId,
      productId: found(await findProduct(ledger, sale.sku), sale.sku),
      binId: found(await findBin(ledger, facilityId, sale.bin), sale.bin),
      lot: null,
      serial: null,
      owner: 'own',
      stockState: 'available',
      kind: 'sale',
      quantityMilli: -sale.units * 1000,
      unitCost: null,
      reason: 'sale',
      actor: 'till',
      comment: '',
      sourceRef: `receipt ${number}`,
      occurredAt: sale.at,
      idempotencyKey: `receipt ${number}`,
    })
    if (outcome.kind !== 'booked') throw new Error(`a sale was not booked: ${JSON.stringify(outcome)}`)
  }
  const numbered = sales.map((sale, number) => ({ sale, number })).toSorted((a, b) => a.sale.at - b.sale.at)
  for (const { sale, number } of numbered) {
    if (sale.booked !== 'at once') continue
    world.clock.now = sale.at
    await book(sale, number)
  }
  world.clock.now = ENDS
  return async (when) => {
    world.clock.now += 30 * 60_000
    for (const { sale, number } of numbered) if (sale.booked === when) await book(sale, number)
  }
}

/** The areas one after the other, each what was seen at its instant. Devices send when they have a network again: at the end. */
async function count(world: World, runId: string, all: readonly Found[]): Promise<number> {
  // The other company of this world has the same products.
  const rows = await world.ctx.engine.db.read
    .selectFrom('product as p')
    .innerJoin('facility as f', 'f.org_id', 'p.org_id')
    .select(['p.sku', 'p.product_id'])
    .where('f.facility_id', '=', world.lisbon)
    .execute()
  const products = new Map(rows.map((row) => [row.sku, row.product_id]))
  let scans = 0
  for (const login of COUNTERS) {
    const told = await askAs<{ areas: (GivenArea & { readonly code: string })[] }>(
      world,
      login,
      'GET',
      '/api/store/areas',
    )
    const { personId } = await askAs<{ personId: string }>(world, login, 'GET', '/api/me')
    const deviceId = world.newId<DeviceId>()
    const { deviceToken } = await askAs<{ deviceToken: string }>(world, login, 'POST', '/api/devices', {
      deviceId,
      label: `Phone of ${login}`,
      appVersion: '1',
    })
    for (const area of told.areas.filter((held) => held.runId === runId)) {
      const bins = new Map(area.locations.map(({ code, locationId }) => [code, locationId]))
      // What is not there is not scanned.
      const seen = all.filter(({ bin, units }) => bins.has(bin) && units > 0)
      scans += seen.length
      await push(world, `Bearer ${deviceToken}`, deviceId, eventsOf(seen))
      function eventsOf(findings: readonly Found[]) {
        const sessionId = world.newId<SessionId>()
        const header = (deviceSeq: number, capturedAt: number) => ({
          scanId: world.newId<ScanId>(),
          sessionId,
          deviceId,
          deviceSeq,
          userId: personId,
          capturedAt,
          clockOffsetMs: 0,
          appVersion: '1',
        })
        const begins = findings[0]?.at ?? ENDS
        const last = findings.length + 2
        const { assignmentId, facilityId, areaId } = area
        return {
          sessionId,
          events: [
            { ...header(1, begins), kind: 'start', assignmentId, runId, facilityId, areaId },
            ...findings.map(({ sku, bin, units, at }, index) => ({
              ...header(index + 2, at),
              ...plainStock,
              kind: 'set',
              code: sku,
              codeKey: sku,
              productId: found(products.get(sku) ?? null, sku) satisfies ProductId,
              packUnits: 1,
              locationId: bins.get(bin) ?? null,
              quantityMilli: units * 1000,
              expiry: null,
              replaces: { [deviceId]: index + 1 },
            })),
            { ...header(last, findings.at(-1)?.at ?? ENDS), kind: 'submit', lastSeqs: { [deviceId]: last } },
          ],
        }
      }
    }
  }
  return scans
}

async function push(
  world: World,
  auth: string,
  deviceId: DeviceId,
  { sessionId, events }: { readonly sessionId: SessionId; readonly events: readonly unknown[] },
): Promise<void> {
  for (let from = 0; from < events.length; from += EVENTS_AT_ONCE) {
    const part = events.slice(from, from + EVENTS_AT_ONCE)
    const { status, body } = await world.request('POST', '/api/sync/push', {
      auth,
      body: {
        protocol: 1,
        batchId: 'b',
        deviceId,
        appVersion: '1',
        sessions: [{ sessionId, fromSeq: from + 1, events: part }],
      },
    })
    const told = body as { sessions?: { setAside: unknown[] }[] }
    if (status !== 200 || told.sessions?.[0]?.setAside.length !== 0)
      throw new Error(`the count was not taken: ${JSON.stringify(body)}`)
  }
}

/** Every line that differs, by place, in units: as a manager pages through the review. */
async function differing(world: World, runId: string): Promise<ReadonlyMap<string, number>> {
  const told = new Map<string, number>()
  let cursor: string | null = ''
  while (cursor !== null) {
    const page: {
      readonly next: string | null
      readonly lines: readonly { sku: string; locationCode: string | null; varianceMilli: number }[]
    } = await askAs(
      world,
      'manager',
      'GET',
      `/api/runs/${runId}/variances?status=all&show=differing&limit=200${cursor === '' ? '' : `&cursor=${cursor}`}`,
    )
    for (const { sku, locationCode, varianceMilli } of page.lines)
      told.set(placeOf({ sku, bin: locationCode ?? '' }), varianceMilli / 1000)
    cursor = page.next
  }
  return told
}

/** Lines without a planted error whose count is not what the book says when everything is booked. */
function accusedBySnapshot({ found: seen, lines, planted }: IowaDay): number {
  const evening = new Map(lines.map((line) => [placeOf(line), bookAtDawn(line) - line.sold]))
  return seen.filter(
    (each) => !planted.has(placeOf(each)) && each.units !== (evening.get(placeOf(each)) ?? 0),
  ).length
}

function found<T>(value: T | null, what: string): T {
  if (value === null) throw new Error(`there is no ${what}`)
  return value
}
