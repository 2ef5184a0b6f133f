import type { BackendProduct } from '@cyclecount/backend-port'
import { parseCode } from '@cyclecount/barcode'
import { engineMigrations, migrate, openDatabase, tables, type Schema } from '@cyclecount/db'
import {
  fakeId,
  type AreaId,
  type BackendId,
  type DeviceId,
  type FacilityId,
  type LocationId,
  type OrgId,
  type PersonId,
  type ProductId,
  type ReasonId,
  type Role,
  type RunId,
} from '@cyclecount/domain'
import {
  memoryBackend,
  type MemoryBackend,
  type MemoryBackendOptions,
} from '@cyclecount/backend-port/testing'
import { createAreas } from '../company/areas.ts'
import { ensureBackend, ensureOrg } from '../company/identity.ts'
import { importFromBackend } from '../company/import.ts'
import { addPeople } from '../company/people.ts'
import { ensureReasons } from '../company/reasons.ts'
import type { Actor, EngineContext } from '../context.ts'
import { createIds } from '../ids.ts'
import { enrolDevice } from '../people/devices.ts'
import { assignAreas } from '../planning/assign.ts'
import { createRun } from '../planning/create-run.ts'
import { reasonList } from '../reports/reasons.ts'
import { StorePhone } from './store-phone.ts'
import { createVault, newVaultKey } from '../secrets/vault.ts'

/** 20 November 2026 at Lisbon, where wall time is UTC in winter. `at('13:40')` is an instant of that day. */
export function at(time: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number)
  return Date.UTC(2026, 10, 20, hours, minutes, seconds)
}

const people = {
  ana: 'associate',
  ben: 'associate',
  chloe: 'manager',
  dora: 'manager',
  hugo: 'planner',
} as const satisfies Record<string, Role>
type Name = keyof typeof people

/** What lies where at opening time, in pieces; `-` is a product that the book has nowhere. */
export const products = {
  cola: { code: '5601234500017', caseCode: '15601234500014', costMicros: 800_000n },
  crisps: { code: '5601234500024', caseCode: null, costMicros: 1_250_000n },
  gum: { code: '5601234500031', caseCode: null, costMicros: null },
  milk: { code: '5601234500048', caseCode: null, costMicros: 600_000n },
  tea: { code: '5601234500055', caseCode: null, costMicros: 2_000_000n },
  // One code on two products.
  mugRed: { code: '5601234500062', caseCode: null, costMicros: 3_000_000n },
  mugBlue: { code: '5601234500062', caseCode: null, costMicros: 3_000_000n },
  // Kept in kilograms; every other product in pieces.
  flour: { code: '5601234500079', caseCode: null, costMicros: 1_000_000n },
} as const
export type Product = keyof typeof products
export type Bin = 'A1' | 'A2' | 'B1'

/** A store with two areas (front: bins A1 and A2; back: B1), its people and a backend in memory, ready to be counted. */
export interface Store {
  readonly ctx: EngineContext
  readonly clock: { now: number }
  readonly backend: MemoryBackend
  readonly orgId: OrgId
  readonly backendId: BackendId
  readonly facilityId: FacilityId
  readonly changes: readonly FacilityId[]
  readonly product: (name: Product) => ProductId
  readonly bin: (name: Bin) => LocationId
  readonly area: (code: 'front' | 'back') => AreaId
  readonly actor: (name: Name) => Actor
  readonly reason: (code: string) => Promise<ReasonId>
  /** Plans a run, everybody named on their area; a directed run names its items. */
  readonly plan: (plan: Plan) => Promise<RunId>
  /** The person's own phone, signed in; another `device` name is another phone. */
  readonly phone: (runId: RunId, name: Name, area: 'front' | 'back', device?: string) => Promise<StorePhone>
  /** Another process on the same database: its own clock reading, its own name, its own connections. */
  readonly process: (name: string) => Promise<EngineContext>
  readonly close: () => Promise<void>
}

export interface Plan {
  readonly front?: readonly Name[]
  readonly back?: readonly Name[]
  readonly items?: readonly Product[]
}

export async function openStore(
  url: string,
  options: Pick<MemoryBackendOptions, 'capabilities' | 'takesTogether'> = {},
): Promise<Store> {
  await migrate(url, engineMigrations)
  const clock = { now: at('09:00') }
  const backend = memoryBackend({
    now: () => clock.now,
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
    locations: ['A1', 'A2', 'B1'].map((code) => ({
      externalId: `bin-${code}`,
      code,
      name: `Bin ${code}`,
      zoneCode: code.slice(0, 1),
      zoneName: `Zone ${code.slice(0, 1)}`,
    })),
    products: Object.entries(products).map(([name, product]) => backendProduct(name, product)),
    costs: Object.fromEntries(
      Object.entries(products).flatMap(([name, { costMicros }]) =>
        costMicros === null ? [] : [[name, { valueMicros: costMicros, perMilli: 1000, currency: 'EUR' }]],
      ),
    ),
    ...options,
  })
  const changes: FacilityId[] = []
  const contexts: EngineContext[] = []
  const tokens = new Map<DeviceId, string>()
  const first = openDatabase<Schema>({ url, tables, poolSize: 4 })
  const open = (processName: string): EngineContext => {
    const ctx: EngineContext = {
      // Two SQLite connections of one thread would wait for each other for ever: there, processes share one.
      db:
        contexts.length === 0 || first.dialect === 'sqlite'
          ? first
          : openDatabase<Schema>({ url, tables, poolSize: 4 }),
      now: () => clock.now,
      newId: createIds(() => clock.now),
      adapterOf: () => backend.adapter,
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      vault: createVault([newVaultKey()]),
      changed: ({ facilityId }) => changes.push(facilityId),
      processName,
    }
    contexts.push(ctx)
    return ctx
  }
  const ctx = open('one')
  const orgId = await ensureOrg(ctx, { code: 'acme', name: 'Acme' })
  const backendId = await ensureBackend(ctx, { orgId, kind: 'memory', name: 'Books' })
  const imported = await importFromBackend(ctx, { orgId, backendId })
  const facilityId = imported.facilities[0]?.facilityId
  if (facilityId === undefined) throw new Error('the store was not imported')
  await createAreas(ctx, { orgId, facilityId }, [
    { code: 'front', name: 'Front', locations: ['A1', 'A2'] },
    { code: 'back', name: 'Back', locations: ['B1'] },
  ])
  await ensureReasons(ctx, orgId)
  const actors = await addActors(ctx, orgId, facilityId)
  const ids = await readIds(ctx, orgId, facilityId)
  const known = <T>(map: ReadonlyMap<string, T>, name: string): T => {
    const found = map.get(name)
    if (found === undefined) throw new Error(`the store has no ${name}`)
    return found
  }
  const actor = (name: Name) => known(actors, name)
  const area = (code: string) => known(ids.areas, code)

  return {
    ctx,
    clock,
    backend,
    orgId,
    backendId,
    facilityId,
    changes,
    product: (name) => known(ids.products, name),
    bin: (name) => known(ids.bins, name),
    area,
    actor,
    reason: async (code) => {
      const { reasons } = await reasonList(ctx, actor('chloe'))
      const found = reasons.find((reason) => reason.code === code)
      if (!found) throw new Error(`the store has no reason ${code}`)
      return found.reasonId
    },
    plan: async ({ front = [], back = [], items }) => {
      const run = await createRun(ctx, actor('hugo'), {
        name: 'Count',
        facilityId,
        countType: items ? 'DIRECTED_COUNT' : 'HARD_COUNT',
        blind: true,
        dueLocal: null,
        items: (items ?? []).map((name) => known(ids.products, name)),
      })
      const give = (names: readonly Name[], code: string) =>
        names.map((name) => ({
          areaId: area(code),
          personId: actor(name).personId,
          together: names.length > 1,
        }))
      const assignments = [...give(front, 'front'), ...give(back, 'back')]
      await assignAreas(ctx, actor('hugo'), run.runId, { assignments })
      return run.runId
    },
    phone: async (runId, name, code, device = `${name}'s phone`) => {
      const deviceId = fakeId<DeviceId>(device)
      const person = actor(name)
      const deviceToken = tokens.get(deviceId)
      const enrolled = await enrolDevice(ctx, person, {
        deviceId,
        label: device,
        appVersion: '1.0.0',
        ...(deviceToken === undefined ? {} : { deviceToken }),
      })
      tokens.set(deviceId, enrolled.deviceToken)
      const assignment = await ctx.db.read
        .selectFrom('count_assignment')
        .select('assignment_id')
        .where('run_id', '=', runId)
        .where('area_id', '=', area(code))
        .where('person_id', '=', person.personId)
        // Who is asked to count it again counts that.
        .orderBy('round', 'desc')
        .limit(1)
        .executeTakeFirstOrThrow()
      return new StorePhone({
        ctx,
        clock,
        device: { orgId, deviceId },
        personId: person.personId,
        start: { assignmentId: assignment.assignment_id, runId, facilityId, areaId: area(code) },
        product: (product) => known(ids.products, product),
        bin: (bin) => known(ids.bins, bin),
        keyOf: (code_) => parseCode(code_).key,
      })
    },
    process: async (name) => open(name),
    close: async () => {
      for (const db of new Set(contexts.map((each) => each.db))) await db.close()
    },
  }
}

function backendProduct(name: string, product: (typeof products)[Product]): BackendProduct {
  const { code, caseCode } = product
  return {
    externalId: name,
    sku: name.toUpperCase(),
    title: name,
    category: 'grocery',
    unit: name === 'flour' ? 'kg' : 'each',
    decimals: name === 'flour',
    tracking: name === 'milk' ? 'lot' : 'none',
    active: true,
    barcodes: [{ code, packUnits: 1 }, ...(caseCode === null ? [] : [{ code: caseCode, packUnits: 12 }])],
  }
}

async function addActors(
  ctx: EngineContext,
  orgId: OrgId,
  facilityId: FacilityId,
): Promise<ReadonlyMap<string, Actor>> {
  const named = Object.entries(people).map(([name, role]) => ({
    name,
    grants: [{ role, facilityId: role === 'planner' ? null : facilityId }],
  }))
  const ids: readonly PersonId[] = await addPeople(
    ctx,
    orgId,
    named.map(({ name, grants }) => ({ issuer: 'https://id.example', subject: name, name, grants })),
  )
  return new Map(
    named.flatMap(({ name, grants }, index) => {
      const personId = ids[index]
      return personId === undefined ? [] : [[name, { orgId, personId, grants }] as const]
    }),
  )
}

async function readIds(ctx: EngineContext, orgId: OrgId, facilityId: FacilityId) {
  const productRows = await ctx.db.read
    .selectFrom('product')
    .select(['product_id', 'title'])
    .where('org_id', '=', orgId)
    .execute()
  const bins = await ctx.db.read
    .selectFrom('location')
    .select(['location_id', 'location_seq_id'])
    .where('facility_id', '=', facilityId)
    .execute()
  const areas = await ctx.db.read
    .selectFrom('area')
    .select(['area_id', 'code'])
    .where('facility_id', '=', facilityId)
    .execute()
  return {
    products: new Map<string, ProductId>(productRows.map((row) => [row.title, row.product_id])),
    bins: new Map<string, LocationId>(bins.map((row) => [row.location_seq_id, row.location_id])),
    areas: new Map<string, AreaId>(areas.map((row) => [row.code, row.area_id])),
  }
}

/** Pieces in milli-units. */
export function pieces(count: number): number {
  return count * 1000
}
