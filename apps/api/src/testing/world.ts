import {
  plainStock,
  type DeviceId,
  type FacilityId,
  type OrgId,
  type Role,
  type RunId,
  type ScanId,
  type SessionId,
} from '@cyclecount/domain'
import {
  addPeople,
  createAreasFromZones,
  ensureBackend,
  ensureOrg,
  ensureReasons,
  importFromBackend,
} from '@cyclecount/engine'
import { loadRetailer, type RetailerData } from '@cyclecount/ledger'
import { cornerStores, NINE } from '@cyclecount/ledger/testing'
import type { ApiContext } from '../context.ts'
import { ISSUER, openServer, type Answer, type TestServer } from './server.ts'

/** The corner stores behind the server, with people of every role and a second company beside them. */
export interface World extends TestServer {
  readonly lisbon: FacilityId
  readonly azores: FacilityId
}

const everybody: readonly (readonly [login: string, role: Role, facility: string | null])[] = [
  ['associate', 'associate', 'LIS'],
  ['second', 'associate', 'LIS'],
  ['supervisor', 'supervisor', 'LIS'],
  ['manager', 'manager', 'LIS'],
  ['manager-azores', 'manager', 'AZO'],
  ['planner', 'planner', null],
  ['auditor', 'auditor', null],
  ['administrator', 'administrator', null],
  // Lets machines in and sees what things cost.
  ['owner', 'administrator', null],
  ['owner', 'auditor', null],
]

/** `retailer`: what the books hold, where it is not the corner stores. */
export async function openWorld(databaseUrl?: string, retailer: RetailerData = cornerStores): Promise<World> {
  const server = await openServer(NINE, databaseUrl)
  await loadRetailer(server.ctx.ledger, retailer)
  const facilities = await addCompany(server.ctx, 'acme', everybody)
  await addCompany(server.ctx, 'other', [
    ['other-planner', 'planner', null],
    ['other-manager', 'manager', 'LIS'],
  ])
  // Not spread: the server's context is another one after a restart.
  return Object.assign(Object.create(server) as TestServer, {
    lisbon: facilityOf(facilities, 'LIS'),
    azores: facilityOf(facilities, 'AZO'),
  })
}

type Facilities = readonly { readonly facilityId: FacilityId; readonly code: string }[]

function facilityOf(facilities: Facilities, code: string): FacilityId {
  const found = facilities.find((row) => row.code === code)
  if (!found) throw new Error(`no facility ${code}`)
  return found.facilityId
}

async function addCompany(
  ctx: ApiContext,
  code: string,
  people: readonly (readonly [string, Role, string | null])[],
): Promise<Facilities> {
  const { engine } = ctx
  const orgId: OrgId = await ensureOrg(engine, { code, name: code })
  const backendId = await ensureBackend(engine, { orgId, kind: 'ledger', name: 'Books' })
  const { facilities } = await importFromBackend(engine, { orgId, backendId })
  await ensureReasons(engine, orgId)
  for (const { facilityId } of facilities) await createAreasFromZones(engine, { orgId, facilityId })
  await addPeople(
    engine,
    orgId,
    [...Map.groupBy(people, ([login]) => login)].map(([login, held]) => ({
      issuer: ISSUER,
      subject: login,
      name: `The ${login}`,
      grants: held.map(([, role, facility]) => ({
        role,
        facilityId: facility === null ? null : facilityOf(facilities, facility),
      })),
    })),
  )
  return facilities
}

/** A phone of the associate in Lisbon, counting. */
export interface Counting {
  readonly deviceId: DeviceId
  readonly deviceAuth: string
  readonly sessionId: SessionId
  readonly runId: RunId
  readonly assignmentId: string
  readonly events: readonly Readonly<Record<string, unknown>>[]
  readonly push: (events: readonly unknown[], fromSeq: number) => Promise<Answer>
}

/**
 * Plans a run in Lisbon with one area for the associate, enrols their phone, and captures (not sends) three colas and a submit. The run
 * is of everything, or of the items named by SKU.
 */
export async function startCounting(world: World, skus: readonly string[] = []): Promise<Counting> {
  const manager = await world.as('manager')
  const associate = await world.as('associate')
  const send = async <T>(method: string, path: string, auth: string, body?: unknown): Promise<T> => {
    const answer = await world.request(method, path, { auth, ...(body === undefined ? {} : { body }) })
    if (answer.status !== 200) throw new Error(`${path}: ${JSON.stringify(answer.body)}`)
    return answer.body as T
  }
  const items = await Promise.all(
    skus.map(async (sku) => {
      const { products } = await send<{ products: { productId: string; sku: string }[] }>(
        'GET',
        `/api/products?q=${sku}`,
        manager,
      )
      return products.find((product) => product.sku === sku)?.productId
    }),
  )
  const run = await send<{ runId: RunId }>('POST', '/api/runs', manager, {
    name: 'Full count',
    facilityId: world.lisbon,
    countType: items.length === 0 ? 'HARD_COUNT' : 'DIRECTED_COUNT',
    blind: true,
    dueLocal: '2026-05-04T18:00',
    items,
  })
  const detail = await send<{ areas: { areaId: string; code: string }[] }>(
    'GET',
    `/api/facilities/${world.lisbon}`,
    manager,
  )
  const { personId } = await send<{ personId: string }>('GET', '/api/me', associate)
  const areaId = detail.areas.find((area) => area.code === 'FLOOR')?.areaId
  await send('POST', `/api/runs/${run.runId}/assignments`, manager, {
    assignments: [{ areaId, personId }],
  })
  const mine = await send<{
    areas: {
      runId: string
      assignmentId: string
      facilityId: string
      areaId: string
      locations: { locationId: string }[]
    }[]
  }>('GET', '/api/store/areas', associate)
  const area = mine.areas.find((held) => held.runId === run.runId)
  if (!area) throw new Error('the associate has no area')
  const catalogue = await send<{ products: { productId: string; sku: string }[] }>(
    'GET',
    `/api/facilities/${world.lisbon}/catalogue`,
    associate,
  )
  const deviceId = world.newId<DeviceId>()
  const { deviceToken } = await send<{ deviceToken: string }>('POST', '/api/devices', associate, {
    deviceId,
    label: 'Phone 1',
    appVersion: '1',
  })
  const sessionId = world.newId<SessionId>()
  const header = (deviceSeq: number) => ({
    scanId: world.newId<ScanId>(),
    sessionId,
    deviceId,
    deviceSeq,
    userId: personId,
    capturedAt: world.clock.now,
    clockOffsetMs: 0,
    appVersion: '1',
  })
  const scan = (deviceSeq: number) => ({
    ...header(deviceSeq),
    ...plainStock,
    kind: 'scan',
    code: '9521234543213',
    codeKey: '09521234543213',
    productId: catalogue.products.find((product) => product.sku === 'cola')?.productId,
    packUnits: 1,
    locationId: area.locations[0]?.locationId,
    quantityMilli: 1000,
    expiry: null,
  })
  const { assignmentId, runId, facilityId } = area
  const deviceAuth = `Bearer ${deviceToken}`
  return {
    deviceId,
    deviceAuth,
    sessionId,
    runId: run.runId,
    assignmentId,
    events: [
      { ...header(1), kind: 'start', assignmentId, runId, facilityId, areaId: area.areaId },
      scan(2),
      scan(3),
      scan(4),
      { ...header(5), kind: 'submit', lastSeqs: { [deviceId]: 5 } },
    ],
    push: (events, fromSeq) =>
      world.request('POST', '/api/sync/push', {
        auth: deviceAuth,
        body: {
          protocol: 1,
          batchId: 'b',
          deviceId,
          appVersion: '1',
          sessions: [{ sessionId, fromSeq, events }],
        },
      }),
  }
}
