import {
  plainStock,
  type DeviceId,
  type LocationId,
  type ProductId,
  type RunId,
  type ScanId,
  type SessionId,
} from '@cyclecount/domain'
import type { World } from './world.ts'

/** An area as the counter's device gets it. */
export interface GivenArea {
  readonly assignmentId: string
  readonly runId: RunId
  readonly facilityId: string
  readonly areaId: string
  readonly round: number
  readonly blind: boolean
  readonly items: readonly ProductId[]
  readonly locations: readonly { readonly locationId: LocationId; readonly code: string }[]
}

/** “There are exactly this many” of a SKU in a bin. */
export interface Finding {
  readonly sku: string
  readonly bin: string
  readonly quantityMilli: number
  readonly lot?: string
  readonly unit?: string
  /** When; now where it is not said. */
  readonly at?: number
}

/** Asks as the person; fails where the answer is not what was asked for. */
export async function askAs<T>(
  world: World,
  login: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<T> {
  const auth = await world.as(login)
  const answer = await world.request(method, path, { auth, ...(body === undefined ? {} : { body }) })
  if (answer.status !== 200) throw new Error(`${path}: ${JSON.stringify(answer.body)}`)
  return answer.body as T
}

/** The area that the person was given last in the run, and everything their device was told. */
export async function areaGiven(
  world: World,
  login: string,
  runId: RunId,
): Promise<{ readonly area: GivenArea; readonly told: unknown }> {
  const told = await askAs<{ areas: GivenArea[] }>(world, login, 'GET', '/api/store/areas')
  const area = told.areas.filter((held) => held.runId === runId).toSorted((a, b) => b.round - a.round)[0]
  if (!area) throw new Error(`${login} has no area in this run`)
  return { area, told }
}

/** The person counts the area they were given last, on a phone of their own, and submits. */
export async function countArea(
  world: World,
  login: string,
  runId: RunId,
  findings: readonly Finding[],
): Promise<SessionId> {
  const { area } = await areaGiven(world, login, runId)
  const { personId } = await askAs<{ personId: string }>(world, login, 'GET', '/api/me')
  const catalogue = await askAs<{ products: { productId: ProductId; sku: string }[] }>(
    world,
    login,
    'GET',
    `/api/facilities/${world.lisbon}/catalogue`,
  )
  const deviceId = world.newId<DeviceId>()
  const { deviceToken } = await askAs<{ deviceToken: string }>(world, login, 'POST', '/api/devices', {
    deviceId,
    label: `Phone of ${login}`,
    appVersion: '1',
  })
  const sessionId = world.newId<SessionId>()
  const header = (deviceSeq: number, capturedAt = world.clock.now) => ({
    scanId: world.newId<ScanId>(),
    sessionId,
    deviceId,
    deviceSeq,
    userId: personId,
    capturedAt,
    clockOffsetMs: 0,
    appVersion: '1',
  })
  const set = (finding: Finding, index: number) => ({
    ...header(index + 2, finding.at),
    ...plainStock,
    kind: 'set',
    code: finding.sku,
    codeKey: finding.sku,
    productId: catalogue.products.find(({ sku }) => sku === finding.sku)?.productId,
    packUnits: 1,
    locationId: area.locations.find(({ code }) => code === finding.bin)?.locationId ?? null,
    quantityMilli: finding.quantityMilli,
    lot: finding.lot ?? null,
    unit: finding.unit ?? plainStock.unit,
    expiry: null,
    replaces: { [deviceId]: index + 1 },
  })
  const { assignmentId, facilityId, areaId } = area
  const last = findings.length + 2
  const events = [
    { ...header(1), kind: 'start', assignmentId, runId, facilityId, areaId },
    ...findings.map(set),
    { ...header(last), kind: 'submit', lastSeqs: { [deviceId]: last } },
  ]
  const answer = await world.request('POST', '/api/sync/push', {
    auth: `Bearer ${deviceToken}`,
    body: {
      protocol: 1,
      batchId: 'b',
      deviceId,
      appVersion: '1',
      sessions: [{ sessionId, fromSeq: 1, events }],
    },
  })
  const told = answer.body as { sessions?: { setAside: unknown[] }[] }
  if (answer.status !== 200 || told.sessions?.[0]?.setAside.length !== 0)
    throw new Error(`the count was not taken: ${JSON.stringify(answer.body)}`)
  return sessionId
}
