import { demoPeople, demoStoryFacility } from '@cyclecount/demo'
import {
  plainStock,
  type DeviceId,
  type FacilityId,
  type ProductId,
  type RunId,
  type ScanEvent,
  type ScanId,
  type SessionId,
} from '@cyclecount/domain'
import {
  assignAreas,
  createRun,
  decide,
  deliverOnce,
  enrolDevice,
  facilityDetail,
  ingestPush,
  myAreas,
  proposalList,
  reasonList,
  reconcileRun,
  resolveActor,
  review,
  type Actor,
} from '@cyclecount/engine'
import {
  findFacility,
  listPositions,
  listProducts,
  moveStock,
  readStockCard,
  type StockPosition,
} from '@cyclecount/ledger'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ISSUER, openServer, type TestServer } from '../testing/server.ts'
import { seedDemo } from './seed-demo.ts'

let server: TestServer
let store: FacilityId
beforeAll(async () => {
  server = await openServer(Date.UTC(2026, 10, 21, 15))
  await seedDemo(server.ctx)
  // The demo's counts of the past are made up: nobody did what they tell.
  server.forgetWritten()
  store = (await findFacility(server.ctx.ledger, demoStoryFacility)) ?? expect.fail()
}, 120_000)
afterAll(() => server.close())

/** Everything the store holds of one product in one bin, whatever its lots, serials and states. */
interface Shelf {
  readonly sku: string
  readonly bin: string
  readonly heldMilli: number
  readonly lots: number
}

test('BACK-6 goods with lots and serials are counted by plain codes, and the book says what was counted', async () => {
  const { ctx } = server
  const manager = await actorOf('dmitri')
  const products = await trackedProducts()
  await quarantineSome(products)
  const before = await shelves(products)
  expect(before.filter((shelf) => shelf.lots > 1).length).toBeGreaterThan(10)

  const runId = await planned(manager, products)
  const countedMilli = await countEverything(runId, before)
  expect(await reconcileRun(ctx.engine, manager, runId)).toBeDefined()
  const { lines } = await review(ctx.engine, manager, runId, { show: 'differing', status: 'open' })
  const { reasons } = await reasonList(ctx.engine, manager)
  await decide(ctx.engine, manager, runId, {
    lines: lines.map(({ varianceId, version }) => ({ varianceId, version })),
    outcome: 'approved',
    reasonId: reasons[0]?.reasonId ?? expect.fail(),
    note: '',
  })
  await deliverOnce(ctx.engine)

  const { proposals, counts } = await proposalList(ctx.engine, manager, { runId })
  expect(counts).toEqual({ pending: 0, asked: 0, accepted: lines.length, rejected: 0, failed: 0 })
  const after = new Map((await shelves(products)).map((shelf) => [keyOf(shelf), shelf.heldMilli]))
  expect(new Map([...after].filter(([, milli]) => milli !== 0))).toEqual(
    new Map([...countedMilli].filter(([, milli]) => milli !== 0)),
  )
  const positions = await positionsOf(products)
  expect(positions.filter(({ quantityMilli }) => quantityMilli < 0)).toEqual([])
  expect(positions.filter(({ serial, quantityMilli }) => serial !== null && quantityMilli > 1000)).toEqual([])
  expect(await documentsOfSeveralEvents(products, proposals)).toBeGreaterThan(1)

  await reconcileRun(ctx.engine, manager, runId)
  const again = await review(ctx.engine, manager, runId, { show: 'differing', status: 'open' })
  expect(again.lines).toEqual([])
}, 120_000)

async function actorOf(name: string): Promise<Actor> {
  const person = demoPeople.find(({ login }) => login.startsWith(`${name}@`))
  const actor = person && (await resolveActor(server.ctx.engine, { issuer: ISSUER, subject: person.subject }))
  return actor ?? expect.fail(`the demo has nobody called ${name}`)
}

interface Tracked {
  readonly sku: string
  readonly ledgerId: ProductId
  readonly productId: ProductId
}

/** The lot- and serial-tracked products that the store holds, by their ids in the ledger and in the count engine. */
async function trackedProducts(): Promise<readonly Tracked[]> {
  const { ctx } = server
  const listed = await listProducts(ctx.ledger, { after: null, limit: 10_000 })
  const tracked = listed.filter(({ tracking }) => tracking !== 'none')
  const rows = await ctx.engine.db.read.selectFrom('product').select(['sku', 'product_id']).execute()
  const bySku = new Map(rows.map((row) => [row.sku, row.product_id]))
  const held = await listPositions(ctx.ledger, { facilityId: store, limit: 20_000 })
  const here = new Set(held.map((position) => position.sku))
  return tracked.flatMap(({ sku, productId: ledgerId }) => {
    const productId = bySku.get(sku)
    return productId && here.has(sku) ? [{ sku, ledgerId, productId }] : []
  })
}

async function positionsOf(products: readonly Tracked[]): Promise<readonly StockPosition[]> {
  const held = await listPositions(server.ctx.ledger, { facilityId: store, limit: 20_000 })
  const skus = new Set(products.map(({ sku }) => sku))
  return held.filter(({ sku, stockState }) => skus.has(sku) && stockState !== 'in-transit')
}

async function shelves(products: readonly Tracked[]): Promise<readonly Shelf[]> {
  const groups = Map.groupBy(await positionsOf(products), (row) =>
    keyOf({ sku: row.sku, bin: row.binCode ?? '' }),
  )
  return [...groups.values()].flatMap((rows) => {
    const [first] = rows
    const heldMilli = rows.reduce((sum, row) => sum + row.quantityMilli, 0)
    return first ? [{ sku: first.sku, bin: first.binCode ?? '', heldMilli, lots: rows.length }] : []
  })
}

function keyOf({ sku, bin }: Pick<Shelf, 'sku' | 'bin'>): string {
  return `${sku} ${bin}`
}

/** One unit of every third lot is put into quarantine, where it lay all along. */
async function quarantineSome(products: readonly Tracked[]): Promise<void> {
  const lots = (await positionsOf(products)).filter(
    ({ lot, quantityMilli }) => lot !== null && quantityMilli >= 2000,
  )
  for (const position of lots.filter((_, index) => index % 3 === 0)) {
    const { productId, binId, lot, serial, owner } = position
    const moved = await moveStock(server.ctx.ledger, {
      facilityId: store,
      productId,
      binId,
      lot,
      serial,
      owner,
      stockState: 'available',
      to: { binId, stockState: 'quarantine' },
      quantityMilli: 1000,
      reason: 'transfer',
      actor: 'quality',
      comment: '',
      sourceRef: '',
      occurredAt: server.clock.now - 60_000,
      idempotencyKey: null,
    })
    expect(moved.kind).toBe('booked')
  }
}

/** A directed run over these products with every area given to Ana. */
async function planned(manager: Actor, products: readonly Tracked[]): Promise<RunId> {
  const { engine } = server.ctx
  const facilityId = manager.grants[0]?.facilityId ?? expect.fail()
  const run = await createRun(engine, manager, {
    name: 'Lots and serials',
    facilityId,
    countType: 'DIRECTED_COUNT',
    blind: true,
    dueLocal: null,
    items: products.map(({ productId }) => productId),
  })
  const { areas } = await facilityDetail(engine, manager, facilityId)
  const { personId } = await actorOf('ana')
  await assignAreas(engine, manager, run.runId, {
    assignments: areas.map(({ areaId }) => ({ areaId, personId })),
  })
  return run.runId
}

/** Counts bin by bin without ever naming a lot: most shelves as booked, some short, some over, some empty. */
async function countEverything(runId: RunId, before: readonly Shelf[]): Promise<ReadonlyMap<string, number>> {
  const { engine } = server.ctx
  const ana = await actorOf('ana')
  const deviceId = server.newId<DeviceId>()
  await enrolDevice(engine, ana, { deviceId, label: 'Phone', appVersion: '1' })
  const found = new Map(
    before.map((shelf, index) => {
      const counted = [shelf.heldMilli, 1000, 0, shelf.heldMilli + 3000, shelf.heldMilli]
      return [keyOf(shelf), counted[index % counted.length] ?? 0]
    }),
  )
  const rows = await engine.db.read.selectFrom('product').select(['sku', 'product_id', 'unit']).execute()
  const bySku = new Map(rows.map((row) => [row.sku, row]))
  const { areas } = await myAreas(engine, ana)
  for (const { assignmentId, facilityId, areaId, locations } of areas.filter(
    (area) => area.runId === runId,
  )) {
    const sessionId = server.newId<SessionId>()
    const events: ScanEvent[] = []
    const header = () => ({
      scanId: server.newId<ScanId>(),
      sessionId,
      deviceId,
      deviceSeq: events.length + 1,
      userId: ana.personId,
      capturedAt: server.clock.now,
      clockOffsetMs: 0,
      appVersion: '1',
    })
    events.push({ ...header(), kind: 'start', assignmentId, runId, facilityId, areaId })
    for (const { locationId, code } of locations) {
      for (const shelf of before.filter(({ bin }) => bin === code)) {
        const product = bySku.get(shelf.sku) ?? expect.fail()
        const quantityMilli = found.get(keyOf(shelf)) ?? 0
        const what = {
          code: shelf.sku,
          codeKey: shelf.sku,
          productId: product.product_id,
          unit: product.unit,
        }
        const plain = { ...plainStock, ...what, locationId, expiry: null, packUnits: 1 }
        const replaces = { [deviceId]: events.length }
        events.push({ ...header(), ...plain, kind: 'set', quantityMilli, replaces })
      }
    }
    events.push({ ...header(), kind: 'submit', lastSeqs: { [deviceId]: events.length + 1 } })
    const device = { orgId: ana.orgId, deviceId }
    const reply = await ingestPush(engine, device, {
      protocol: 1,
      batchId: 'all',
      deviceId,
      appVersion: '1',
      sessions: [{ sessionId, fromSeq: 1, events }],
    })
    expect(reply.sessions[0]).toMatchObject({ ackedThrough: events.length, setAside: [] })
  }
  return found
}

/** How many proposals became more than one event; every event of the run belongs to one that was accepted. */
async function documentsOfSeveralEvents(
  products: readonly Tracked[],
  proposals: readonly { readonly documentId: string | null }[],
): Promise<number> {
  const events = []
  for (const { ledgerId } of products) {
    const card = await readStockCard(server.ctx.ledger, {
      facilityId: store,
      productId: ledgerId,
      limit: 100,
    })
    events.push(...card.filter(({ kind }) => kind === 'count-adjustment'))
  }
  const documents = Map.groupBy(events, (event) => event.documentId)
  expect(new Set(documents.keys())).toEqual(new Set(proposals.map(({ documentId }) => documentId)))
  return [...documents.values()].filter((booked) => booked.length > 1).length
}
