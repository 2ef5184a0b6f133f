import type { BackendAdapter, BackendProduct } from '@cyclecount/backend-port'
import { engineMigrations, migrate, openDatabase, tables, type Schema } from '@cyclecount/db'
import type {
  AreaId,
  BackendId,
  FacilityId,
  Grant,
  LocationId,
  OrgId,
  ProductId,
  Role,
} from '@cyclecount/domain'
import { memoryBackend, type MemoryBackend } from '@cyclecount/backend-port/testing'
import { createAreasFromZones } from '../company/areas.ts'
import { ensureBackend, ensureOrg } from '../company/identity.ts'
import { importFromBackend } from '../company/import.ts'
import { addPeople } from '../company/people.ts'
import { ensureReasons } from '../company/reasons.ts'
import type { Actor, EngineContext } from '../context.ts'
import { createIds } from '../ids.ts'
import { resolveActor } from '../people/actor.ts'
import { createVault, newVaultKey } from '../secrets/vault.ts'

export const ISSUER = 'https://sign-in.example'

/** A company of two stores on a backend in memory, for tests of the engine on either database. */
export interface Company {
  readonly ctx: EngineContext
  readonly orgId: OrgId
  readonly backendId: BackendId
  readonly backend: MemoryBackend
  /** Lisbon, where most happens, and Denver. */
  readonly lisbon: FacilityId
  readonly denver: FacilityId
  readonly clock: { now: number }
  /** Who changed what was told to watchers, in order. */
  readonly told: FacilityId[]
  readonly person: (name: string) => Promise<Actor>
  readonly areas: (facilityId: FacilityId) => Promise<readonly TestArea[]>
  readonly product: (sku: string) => ProductId
  readonly close: () => Promise<void>
}

export interface TestArea {
  readonly areaId: AreaId
  readonly code: string
  readonly locations: readonly LocationId[]
}

const people: readonly (readonly [name: string, role: Role, facility: string | null])[] = [
  ['ana', 'associate', 'LIS'],
  ['ben', 'associate', 'LIS'],
  ['chloe', 'associate', 'DEN'],
  ['mia', 'manager', 'LIS'],
  ['gil', 'manager', 'DEN'],
  ['hana', 'planner', null],
  ['aldo', 'auditor', null],
]

export async function openCompany(url: string, code = 'acme'): Promise<Company> {
  await migrate(url, engineMigrations)
  const db = openDatabase<Schema>({ url, tables })
  const clock = { now: Date.UTC(2026, 10, 21, 9) }
  const told: FacilityId[] = []
  const backend = memoryBackend({
    now: () => clock.now,
    facilities: facilities.map(([externalId, name, timeZone]) => ({
      externalId,
      code: externalId,
      name,
      kind: 'store',
      timeZone,
      currency: 'EUR',
    })),
    locations: facilities.flatMap(([facility]) => locationsOf(facility)),
    products,
    pageSize: 3,
  })
  // The backend in memory has one list of locations; here every facility has its own.
  const adapter: BackendAdapter = {
    ...backend.adapter,
    locations: (facility) => Promise.resolve({ rows: locationsOf(facility), next: null }),
  }
  const ctx: EngineContext = {
    db,
    now: () => clock.now,
    newId: createIds(() => clock.now),
    adapterOf: () => adapter,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    vault: createVault([newVaultKey()]),
    changed: ({ facilityId }) => void told.push(facilityId),
    processName: 'test',
  }
  const orgId = await ensureOrg(ctx, { code, name: 'Acme' })
  const backendId = await ensureBackend(ctx, { orgId, kind: 'memory', name: 'Books' })
  const imported = await importFromBackend(ctx, { orgId, backendId })
  const facilityId = (external: string) => {
    const found = imported.facilities.find((row) => row.code === external)
    if (!found) throw new Error(`no facility ${external}`)
    return found.facilityId
  }
  await ensureReasons(ctx, orgId)
  for (const row of imported.facilities)
    await createAreasFromZones(ctx, { orgId, facilityId: row.facilityId })
  await addPeople(
    ctx,
    orgId,
    people.map(([name, role, at]) => ({
      issuer: ISSUER,
      subject: `${code}-${name}`,
      name: name[0]?.toUpperCase() + name.slice(1),
      grants: [{ role, facilityId: at === null ? null : facilityId(at) }] satisfies Grant[],
    })),
  )
  const skus = await db.read
    .selectFrom('product')
    .select(['sku', 'product_id'])
    .where('org_id', '=', orgId)
    .execute()
  return {
    ctx,
    orgId,
    backendId,
    backend,
    lisbon: facilityId('LIS'),
    denver: facilityId('DEN'),
    clock,
    told,
    person: (name) => personCalled(ctx, `${code}-${name}`),
    areas: (at) => areasOf(ctx, at),
    product: (sku) => {
      const found = skus.find((row) => row.sku === sku)
      if (!found) throw new Error(`no product ${sku}`)
      return found.product_id
    },
    close: () => db.close(),
  }
}

const facilities = [
  ['LIS', 'Lisbon Baixa', 'Europe/Lisbon'],
  ['DEN', 'Denver Union', 'America/Denver'],
] as const

function locationsOf(facility: string) {
  return ['A', 'B', 'C'].flatMap((zone) =>
    [1, 2, 3].map((bin) => ({
      externalId: `${facility}-${zone}-${bin}`,
      code: `${zone}-${bin}`,
      name: `Bin ${bin} of ${zone}`,
      zoneCode: zone,
      zoneName: `Zone ${zone}`,
    })),
  )
}

function product(sku: string, title: string, barcodes: BackendProduct['barcodes']): BackendProduct {
  return {
    externalId: sku,
    sku,
    title,
    category: 'Grocery',
    unit: 'each',
    decimals: false,
    tracking: 'none',
    active: true,
    barcodes,
  }
}

const products: readonly BackendProduct[] = [
  product('cola', 'Cola 33 cl', [
    { code: '4006381333931', packUnits: 1 },
    { code: '14006381333938', packUnits: 12 },
  ]),
  product('tea', 'Green tea', [{ code: '9780201379624', packUnits: 1 }]),
  product('soap', 'Soap', [{ code: 'soap-7', packUnits: 1 }]),
  product('bread', 'Rye bread', []),
]

async function personCalled(ctx: EngineContext, subject: string): Promise<Actor> {
  const actor = await resolveActor(ctx, { issuer: ISSUER, subject })
  if (!actor) throw new Error(`nobody is called ${subject}`)
  return actor
}

async function areasOf(ctx: EngineContext, facilityId: FacilityId): Promise<readonly TestArea[]> {
  const rows = await ctx.db.read
    .selectFrom('area as a')
    .innerJoin('area_location as al', 'al.area_id', 'a.area_id')
    .select(['a.area_id', 'a.code', 'al.location_id'])
    .where('a.facility_id', '=', facilityId)
    .orderBy('a.code')
    .orderBy('al.walk_order')
    .execute()
  return [...Map.groupBy(rows, (row) => row.code)].flatMap(([code, members]) => {
    const [first] = members
    return first ? [{ areaId: first.area_id, code, locations: members.map((row) => row.location_id) }] : []
  })
}
