import type { BackendProduct } from '@cyclecount/backend-port'
import { memoryBackend } from '@cyclecount/backend-port/testing'
import { parseCode } from '@cyclecount/barcode'
import type { AreaId, DeviceId, FacilityId, LocationId, OrgId, ProductId, RunId } from '@cyclecount/domain'
import { fakeId } from '@cyclecount/domain'
import {
  addPeople,
  assignAreas,
  cataloguePage,
  createAreas,
  createRun,
  enrolDevice,
  ensureBackend,
  ensureOrg,
  ensureReasons,
  importFromBackend,
  myAreas,
  type Actor,
  type EngineContext,
} from '@cyclecount/engine'
import type { CodeChoice, SessionPlace } from '@cyclecount/sync'

/** The company every history happens in: one store, five areas of two bins, two counters, a manager and a planner. */
export interface Company {
  readonly orgId: OrgId
  readonly facilityId: FacilityId
  readonly runId: RunId
  readonly counters: readonly Actor[]
  readonly manager: Actor
  readonly planner: Actor
  readonly areas: readonly Area[]
  readonly products: readonly ProductId[]
  /** By code key, as devices have them. */
  readonly codes: Readonly<Record<string, readonly CodeChoice[]>>
  readonly devices: readonly EnrolledDevice[]
}

export interface Area {
  readonly areaId: AreaId
  readonly bins: readonly LocationId[]
  /** By counter: what they start a count of it with; null where the area is not theirs. */
  readonly places: readonly (SessionPlace | null)[]
}

export interface EnrolledDevice {
  readonly deviceId: DeviceId
  readonly token: string
  /** Who signed in on it, as indexes of counters. */
  readonly people: readonly number[]
}

export const START_AT = Date.UTC(2026, 10, 20, 9)

/** What lies on the labels: known ones, a case, one of two products, and some that nobody knows. */
export const CODES = [
  '5601234500017',
  '15601234500014',
  '5601234500024',
  '5601234500031',
  '5601234500048',
  '5601234500062',
  'X-1',
  'X-2',
  'X-3',
] as const

/** Who signed in on which device of the company. */
export const DEVICE_PEOPLE: readonly (readonly number[])[] = [[0], [0], [1], [0, 1], [1, 0]]

const AREA_CODES = ['A', 'B', 'C', 'D', 'E']
/** Two each, and the last one together. */
const AREA_PEOPLE = [[0], [1], [0], [1], [0, 1]] as const

const PRODUCTS: readonly (Partial<BackendProduct> & Pick<BackendProduct, 'externalId' | 'barcodes'>)[] = [
  {
    externalId: 'cola',
    barcodes: [
      { code: CODES[0], packUnits: 1 },
      { code: CODES[1], packUnits: 12 },
    ],
  },
  { externalId: 'crisps', barcodes: [{ code: CODES[2], packUnits: 1 }] },
  { externalId: 'milk', tracking: 'lot', barcodes: [{ code: CODES[3], packUnits: 1 }] },
  { externalId: 'flour', unit: 'kg', decimals: true, barcodes: [{ code: CODES[4], packUnits: 1 }] },
  { externalId: 'red mug', barcodes: [{ code: CODES[5], packUnits: 1 }] },
  { externalId: 'blue mug', barcodes: [{ code: CODES[5], packUnits: 1 }] },
]

/** The backend's books, which nothing here looks into; only its lists are read. */
export function companyBackend(now: () => number) {
  const zone = (code: string) => ({ zoneCode: code.slice(0, 1), zoneName: `Zone ${code.slice(0, 1)}` })
  return memoryBackend({
    now,
    facilities: [
      {
        externalId: 'S1',
        code: 'LIS',
        name: 'Lisbon',
        kind: 'store',
        timeZone: 'Europe/Lisbon',
        currency: 'EUR',
      },
    ],
    locations: AREA_CODES.flatMap(binsOf).map((code) => {
      return { externalId: code, code, name: `Bin ${code}`, ...zone(code) }
    }),
    products: PRODUCTS.map((product) => ({
      sku: product.externalId.toUpperCase(),
      title: product.externalId,
      category: 'grocery',
      unit: 'each',
      decimals: false,
      tracking: 'none',
      active: true,
      ...product,
    })),
  })
}

/** Founds the company in a database that holds nothing but its tables. */
export async function foundCompany(ctx: EngineContext): Promise<Company> {
  const orgId = await ensureOrg(ctx, { code: 'acme', name: 'Acme' })
  const backendId = await ensureBackend(ctx, { orgId, kind: 'memory', name: 'Books' })
  const { facilities } = await importFromBackend(ctx, { orgId, backendId })
  const facilityId = known(facilities[0]).facilityId
  await createAreas(
    ctx,
    { orgId, facilityId },
    AREA_CODES.map((code) => ({ code, name: `Area ${code}`, locations: binsOf(code) })),
  )
  await ensureReasons(ctx, orgId)
  const [ana, ben, mia, hugo] = await hire(ctx, orgId, facilityId)
  const counters = [known(ana), known(ben)]
  const planner = known(hugo)
  const run = await createRun(ctx, planner, {
    name: 'Count',
    facilityId,
    countType: 'HARD_COUNT',
    blind: true,
    dueLocal: null,
    items: [],
  })
  const areas = await assign(ctx, { facilityId, runId: run.runId, counters, planner })
  const { products } = await cataloguePage(ctx, known(ana), facilityId, {})
  return {
    orgId,
    facilityId,
    runId: run.runId,
    counters,
    manager: known(mia),
    planner,
    areas,
    products: products.map(({ productId }) => productId),
    codes: codesOf(products),
    devices: await enrol(ctx, counters),
  }
}

async function hire(ctx: EngineContext, orgId: OrgId, facilityId: FacilityId): Promise<readonly Actor[]> {
  const people = (['associate', 'associate', 'manager', 'planner'] as const).map((role, index) => ({
    issuer: 'https://id.example',
    subject: `${role} ${index}`,
    name: `${role} ${index}`,
    grants: [{ role, facilityId: role === 'planner' ? null : facilityId }],
  }))
  const ids = await addPeople(ctx, orgId, people)
  return people.map(({ grants }, index) => ({ orgId, personId: known(ids[index]), grants }))
}

async function assign(
  ctx: EngineContext,
  { facilityId, runId, counters, planner }: Pick<Company, 'facilityId' | 'runId' | 'counters' | 'planner'>,
): Promise<readonly Area[]> {
  const rows = await ctx.db.read
    .selectFrom('area')
    .innerJoin('area_location as al', 'al.area_id', 'area.area_id')
    .select(['area.area_id', 'area.code', 'al.location_id'])
    .orderBy('area.code')
    .orderBy('al.walk_order')
    .execute()
  const areas = AREA_CODES.map((code) => rows.filter((row) => row.code === code))
  const assignments = areas.flatMap((bins, index) =>
    known(AREA_PEOPLE[index]).map((person, _, { length }) => ({
      areaId: known(bins[0]).area_id,
      personId: known(counters[person]).personId,
      together: length > 1,
    })),
  )
  await assignAreas(ctx, planner, runId, { assignments })
  const given = await Promise.all(counters.map(async (counter) => (await myAreas(ctx, counter)).areas))
  return areas.map((bins) => {
    const areaId = known(bins[0]).area_id
    return {
      areaId,
      bins: bins.map((row) => row.location_id),
      places: given.map((held) => {
        const mine = held.find((area) => area.areaId === areaId)
        return mine ? { assignmentId: mine.assignmentId, runId, facilityId, areaId } : null
      }),
    }
  })
}

async function enrol(ctx: EngineContext, counters: readonly Actor[]): Promise<readonly EnrolledDevice[]> {
  const devices: EnrolledDevice[] = []
  for (const [index, people] of DEVICE_PEOPLE.entries()) {
    const deviceId = fakeId<DeviceId>(`device ${index}`)
    let token: string | undefined
    for (const person of people) {
      const enrolled = await enrolDevice(ctx, known(counters[person]), {
        deviceId,
        label: `Device ${index}`,
        appVersion: '1.0.0',
        ...(token === undefined ? {} : { deviceToken: token }),
      })
      token = enrolled.deviceToken
    }
    devices.push({ deviceId, token: known(token), people })
  }
  return devices
}

type Catalogue = Awaited<ReturnType<typeof cataloguePage>>['products']

function codesOf(products: Catalogue): Company['codes'] {
  const codes: Record<string, CodeChoice[]> = {}
  for (const { codes: labels, productId, sku, title, unit, decimals, tracking } of products) {
    for (const [key, packUnits] of labels) {
      const choice = { product: { productId, sku, title, unit, decimals, tracking }, packUnits }
      codes[key] = [...(codes[key] ?? []), choice]
    }
  }
  return codes
}

function binsOf(area: string): string[] {
  return [`${area}1`, `${area}2`]
}

/** The normal form of the n-th code. */
export function keyOf(code: string): string {
  return parseCode(code).key
}

function known<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('the company was founded incompletely')
  return value
}
