import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { demoPeople } from '@cyclecount/demo'
import { plainStock } from '@cyclecount/domain'
import { deliverOnce } from '@cyclecount/engine'
import { findFacility, listPositions, type StockPosition } from '@cyclecount/ledger'
import { iowaIsAbsent, writeIowaRetailer } from '@cyclecount/ledger/iowa-fixture'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openServer, type TestServer } from '../testing/server.ts'
import { importCompany } from './import-company.ts'

const STORE = '2507'

describe('a retailer of one’s own', () => {
  let server: TestServer
  let folder: string
  beforeAll(async () => {
    server = await openServer(Date.UTC(2026, 10, 21, 15))
    folder = mkdtempSync(join(tmpdir(), 'cyclecount-import-'))
  })
  afterAll(async () => {
    await server.close()
    rmSync(folder, { recursive: true, force: true })
  })

  test('is refused whole, with every error of its files', async () => {
    const wrong = mkdtempSync(join(tmpdir(), 'cyclecount-import-'))
    writeFileSync(join(wrong, 'products.csv'), 'sku,title\n,No SKU\n7,Seven\n7,Again\n')
    const said: string[] = []
    expect(
      await importCompany(server.ctx, { folder: wrong, name: 'Wrong' }, (lines) => said.push(...lines)),
    ).toBe('refused')
    expect(said).toContainEqual(expect.stringMatching(/^Nothing was imported: \d+ errors\.$/))
    expect(said.filter((line) => line.includes('products.csv, line')).length).toBeGreaterThan(1)
    expect(await findFacility(server.ctx.ledger, STORE)).toBeNull()
    rmSync(wrong, { recursive: true, force: true })
  })

  test.skipIf(iowaIsAbsent !== null)(
    `is counted end to end, with shared codes and cases${iowaIsAbsent === null ? '' : ` (${iowaIsAbsent})`}`,
    { timeout: 120_000 },
    async () => {
      await writeIowaRetailer(folder)
      const said: string[] = []
      const say = (lines: readonly string[]) => void said.push(...lines)
      expect(await importCompany(server.ctx, { folder, name: 'Iowa' }, say)).toBe('imported')
      expect(said.at(-1)).toContain('5 facilities, 315 locations, 1939 products')
      expect(await importCompany(server.ctx, { folder, name: 'Iowa' }, say)).toBe('refused')
      await countStore(server)
    },
  )
})

interface Area {
  readonly assignmentId: string
  readonly runId: string
  readonly facilityId: string
  readonly areaId: string
  readonly locations: readonly { readonly locationId: string; readonly code: string }[]
}
interface Product {
  readonly productId: string
  readonly sku: string
  readonly unit: string
  readonly codes: readonly (readonly [string, number])[]
}

/** Counts every area of the store by its real codes. One bottle is missing, two too many lie there, one SKU nobody finds. */
async function countStore(server: TestServer): Promise<void> {
  const manager = await server.as(subjectOf('dmitri'))
  const counter = await server.as(subjectOf('ana'))
  const send = async <T>(method: string, path: string, auth: string, body?: unknown): Promise<T> => {
    const answer = await server.request(method, path, { auth, ...(body === undefined ? {} : { body }) })
    expect(answer, `${path} ${JSON.stringify(answer.body)}`).toMatchObject({ status: 200 })
    return answer.body as T
  }
  const { facilities } = await send<{ facilities: { facilityId: string }[] }>('GET', '/api/me', manager)
  const facilityId = facilities[0]?.facilityId ?? ''
  const { personId } = await send<{ personId: string }>('GET', '/api/me', counter)
  const { areas } = await send<{ areas: { areaId: string }[] }>(
    'GET',
    `/api/facilities/${facilityId}`,
    manager,
  )
  const run = await send<{ runId: string }>('POST', '/api/runs', manager, {
    name: 'Whole store',
    facilityId,
    countType: 'HARD_COUNT',
    blind: true,
    dueLocal: null,
    items: [],
  })
  await send('POST', `/api/runs/${run.runId}/assignments`, manager, {
    assignments: areas.map(({ areaId }) => ({ areaId, personId })),
  })
  const mine = await send<{ areas: Area[] }>('GET', '/api/store/areas', counter)
  const products = await wholeCatalogue(send, facilityId, counter)
  const before = await positionsOf(server)
  const [missing, tooMany, notFound] = before.filter((position) => position.quantityMilli >= 5000)
  if (!missing || !tooMany || !notFound) throw new Error('the store is too small')
  const found = (position: StockPosition): number => {
    if (position === missing) return position.quantityMilli - 1000
    if (position === tooMany) return position.quantityMilli + 2000
    return position === notFound ? 0 : position.quantityMilli
  }

  const deviceId = server.newId()
  const { deviceToken } = await send<{ deviceToken: string }>('POST', '/api/devices', counter, {
    deviceId,
    label: 'Phone',
    appVersion: '1',
  })
  const seen = { cases: 0, shared: 0 }
  for (const area of mine.areas) {
    const events = capture({ server, area, products, before, found, personId, deviceId, seen })
    const reply = await send<{ sessions: { ackedThrough: number; state: string; setAside: unknown[] }[] }>(
      'POST',
      '/api/sync/push',
      `Bearer ${deviceToken}`,
      {
        protocol: 1,
        batchId: 'b',
        deviceId,
        appVersion: '1',
        sessions: [{ sessionId: events[0]?.['sessionId'], fromSeq: 1, events }],
      },
    )
    expect(reply.sessions[0]).toMatchObject({ ackedThrough: events.length, state: 'submitted', setAside: [] })
  }
  expect(seen.cases).toBeGreaterThan(10)
  expect(seen.shared).toBeGreaterThan(0)

  await send('POST', `/api/runs/${run.runId}/reconcile`, manager)
  const { lines } = await send<{
    lines: { varianceId: string; version: number; sku: string; varianceMilli: number; countedState: string }[]
  }>('GET', `/api/runs/${run.runId}/variances?show=differing&status=open`, manager)
  expect(new Map(lines.map((line) => [line.sku, [line.varianceMilli, line.countedState]]))).toEqual(
    new Map([
      [missing.sku, [-1000, 'counted']],
      [tooMany.sku, [2000, 'counted']],
      [notFound.sku, [-notFound.quantityMilli, 'not-found']],
    ]),
  )
  const { reasons } = await send<{ reasons: { reasonId: string }[] }>('GET', '/api/reasons', manager)
  await send('POST', `/api/runs/${run.runId}/decisions`, manager, {
    lines: lines.map(({ varianceId, version }) => ({ varianceId, version })),
    outcome: 'approved',
    reasonId: reasons[0]?.reasonId,
    note: 'looked twice',
  })
  await deliverOnce(server.ctx.engine)
  const { counts } = await send<{ counts: object }>('GET', `/api/proposals?runId=${run.runId}`, manager)
  expect(counts).toEqual({ pending: 0, asked: 0, accepted: 3, rejected: 0, failed: 0 })
  expect(quantities(await positionsOf(server))).toEqual(
    quantities(before.map((position) => ({ ...position, quantityMilli: found(position) }))),
  )
}

function subjectOf(name: string): string {
  return demoPeople.find(({ login }) => login.startsWith(`${name}@`))?.subject ?? name
}

async function wholeCatalogue(
  send: <T>(method: string, path: string, auth: string) => Promise<T>,
  facilityId: string,
  auth: string,
): Promise<readonly Product[]> {
  const products: Product[] = []
  let next: string | null = null
  do {
    const cursor: string = next === null ? '' : `?cursor=${next}`
    const page: { products: Product[]; next: string | null } = await send(
      'GET',
      `/api/facilities/${facilityId}/catalogue${cursor}`,
      auth,
    )
    products.push(...page.products)
    next = page.next
  } while (next !== null)
  return products
}

async function positionsOf(server: TestServer): Promise<readonly StockPosition[]> {
  const facilityId = await findFacility(server.ctx.ledger, STORE)
  if (facilityId === null) throw new Error('the store was not imported')
  return listPositions(server.ctx.ledger, { facilityId, limit: 10_000 })
}

function quantities(positions: readonly StockPosition[]): ReadonlyMap<string, number> {
  return new Map(
    positions
      .filter((position) => position.quantityMilli !== 0)
      .map((position) => [`${position.binCode} ${position.sku}`, position.quantityMilli]),
  )
}

interface Capture {
  readonly server: TestServer
  readonly area: Area
  readonly products: readonly Product[]
  readonly before: readonly StockPosition[]
  readonly found: (position: StockPosition) => number
  readonly personId: string
  readonly deviceId: string
  readonly seen: { cases: number; shared: number }
}

/** The log of one area as a phone makes it: whole cases by the case's code, the rest by the unit's, shared codes matched. */
function capture({ server, area, products, before, found, personId, deviceId, seen }: Capture) {
  const sessionId = server.newId()
  const events: Record<string, unknown>[] = []
  const add = (more: Readonly<Record<string, unknown>>) =>
    events.push({
      scanId: server.newId(),
      sessionId,
      deviceId,
      deviceSeq: events.length + 1,
      userId: personId,
      capturedAt: server.clock.now,
      clockOffsetMs: 0,
      appVersion: '1',
      ...more,
    })
  const { assignmentId, runId, facilityId, areaId } = area
  add({ kind: 'start', assignmentId, runId, facilityId, areaId })
  const bySku = new Map(products.map((product) => [product.sku, product]))
  const owners = Map.groupBy(
    products.flatMap((product) => product.codes.map(([code]) => ({ code, product }))),
    (row) => row.code,
  )
  const matched = new Set<string>()
  for (const { locationId, code: bin } of area.locations) {
    for (const position of before.filter((held) => held.binCode === bin)) {
      const product = bySku.get(position.sku)
      if (!product) throw new Error(`${position.sku} is not in the catalogue`)
      const body = { ...plainStock, unit: product.unit, locationId, expiry: null }
      const [unitCode = null] = product.codes.find(([, pack]) => pack === 1) ?? []
      const pack = product.codes.find(([, units]) => units > 1)
      let left = found(position)
      if (pack && left >= pack[1] * 1000) {
        const packs = Math.trunc(left / (pack[1] * 1000))
        for (let i = 0; i < packs; i += 1) {
          const counted = { code: pack[0], codeKey: pack[0], productId: product.productId }
          add({ ...body, ...counted, kind: 'scan', packUnits: pack[1], quantityMilli: pack[1] * 1000 })
        }
        left -= packs * pack[1] * 1000
        seen.cases += packs
      }
      if (left === 0) continue
      const isShared = unitCode !== null && (owners.get(unitCode)?.length ?? 0) > 1
      if (isShared && !matched.has(unitCode)) {
        // Nobody chose at the scan; the counter says which one it is afterwards, for all of this code in this count.
        matched.add(unitCode)
        seen.shared += 1
        add({
          ...body,
          kind: 'hand',
          code: unitCode,
          codeKey: unitCode,
          productId: null,
          packUnits: 1,
          quantityMilli: left,
        })
        add({
          kind: 'match',
          codeKey: unitCode,
          productId: product.productId,
          packUnits: 1,
          unit: product.unit,
        })
        continue
      }
      add({
        ...body,
        kind: 'hand',
        code: unitCode,
        codeKey: unitCode,
        productId: product.productId,
        packUnits: 1,
        quantityMilli: left,
      })
    }
  }
  add({ kind: 'submit', lastSeqs: { [deviceId]: events.length + 1 } })
  return events
}
