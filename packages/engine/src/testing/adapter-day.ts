import { cutOff, type CutOff } from '@cyclecount/backend-port/testing'
import type { AdapterHarness, OpenHarness } from '@cyclecount/backend-port/conformance'
import type { BackendPosition, OnHandLine } from '@cyclecount/backend-port'
import { engineMigrations, migrate, openDatabase, tables, type Schema } from '@cyclecount/db'
import type { BackendId, FacilityId, OrgId, ProposalId } from '@cyclecount/domain'
import { setByEvent } from '../by-event/terms.ts'
import { createAreasFromZones } from '../company/areas.ts'
import { ensureBackend, ensureOrg } from '../company/identity.ts'
import { importFromBackend } from '../company/import.ts'
import { addPeople } from '../company/people.ts'
import { ensureReasons } from '../company/reasons.ts'
import type { Actor, EngineContext } from '../context.ts'
import { decide } from '../deciding/decide.ts'
import { deliverOnce } from '../delivery/deliver.ts'
import { createIds } from '../ids.ts'
import { authenticateMachine, type MachineActor } from '../machines/actor.ts'
import { createMachine } from '../machines/manage.ts'
import { uploadCount } from '../machines/upload-count.ts'
import { resolveActor } from '../people/actor.ts'
import { reconcileWhenReady } from '../reconcile/reconcile-run.ts'
import { proposalList } from '../reports/proposals.ts'
import { reasonList } from '../reports/reasons.ts'
import { review } from '../reports/review.ts'
import { lineOf } from './product-line.ts'
import { createVault, newVaultKey } from '../secrets/vault.ts'

const BEATS = 12
/** Longer than every lease and wait. */
export const BEAT_MS = 10 * 60_000

/** Two differences that were approved, where they lie, and what the book held there. */
export interface Approved {
  readonly proposals: readonly ProposalId[]
  readonly positions: readonly OnHandLine[]
  readonly deltas: readonly number[]
}

/** A facility on the adapter's books, its manager, and a machine that counts. */
export interface Day {
  readonly ctx: EngineContext
  readonly clock: { now: number }
  readonly harness: AdapterHarness
  readonly line: CutOff
  readonly approve: () => Promise<Approved>
  readonly statuses: (approved: Approved) => Promise<readonly string[]>
  /** By how much the book has moved since. */
  readonly moved: (approved: Approved) => Promise<readonly number[]>
  /** Beats until nothing moves any more, with enough time between for every lease and wait to end; the backend answers what it has to. */
  readonly settleAll: () => Promise<void>
  /** What was called, and what was to be cut off and was not. */
  readonly forget: () => void
  readonly close: () => Promise<void>
}

export async function openDay(url: string, openHarness: OpenHarness): Promise<Day> {
  await migrate(url, engineMigrations)
  const db = openDatabase<Schema>({ url, tables, poolSize: 4 })
  const clock = { now: 0 }
  const newId = createIds(() => clock.now)
  const held: { line?: CutOff; ends?: Ends } = {}
  const ctx: EngineContext = {
    db,
    now: () => clock.now,
    newId,
    adapterOf: () => known(held.line).adapter,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    vault: createVault([newVaultKey()]),
    changed: () => undefined,
    processName: 'one',
  }
  const harness = await openHarness(lineOf(ctx, () => known(held.ends)))
  clock.now = harness.now()
  const line = cutOff(harness.adapter)
  held.line = line
  const ends = await openFacility(ctx, harness)
  held.ends = ends
  const read = () => onHandOf(harness)
  let runs = 0

  return {
    ctx,
    clock,
    harness,
    line,
    approve: async () => {
      clock.now += BEAT_MS
      const positions = (await read()).filter(isPlain).slice(0, 2)
      const deltas = [-1000, 2000]
      const names = positions.map((position) => ends.names(position))
      const { runId } = await uploadCount(ctx, ends.machine, `upload ${(runs += 1)}`, {
        facility: ends.code,
        runName: `Count ${runs}`,
        rows: positions.map(({ onHandMilli }, at) => ({
          ...known(names[at]),
          quantityMilli: onHandMilli + known(deltas[at]),
          countedAt: clock.now,
        })),
      })
      await reconcileWhenReady(ctx, runId)
      const { lines } = await review(ctx, ends.manager, runId, { status: 'open', sort: 'title' })
      const { reasons } = await reasonList(ctx, ends.manager)
      await decide(ctx, ends.manager, runId, {
        lines: lines
          .filter((one) =>
            names.some(({ sku, location }) => sku === one.sku && location === one.locationCode),
          )
          .map(({ varianceId, version }) => ({ varianceId, version })),
        outcome: 'approved',
        reasonId: known(reasons[0]).reasonId,
        note: 'counted again',
      })
      const { proposals } = await proposalList(ctx, ends.manager, { runId })
      return { proposals: proposals.map(({ proposalId }) => proposalId), positions, deltas }
    },
    statuses: async ({ proposals }) => {
      const rows = await db.read
        .selectFrom('proposed_actions')
        .select('status_id')
        .where('proposal_id', 'in', proposals)
        .execute()
      return rows.map((row) => row.status_id)
    },
    moved: async ({ positions }) => {
      const after = await read()
      return positions.map(
        (position) => known(after.find((one) => isSame(one, position))).onHandMilli - position.onHandMilli,
      )
    },
    settleAll: async () => {
      for (let beat = 0; beat < BEATS; beat += 1) {
        clock.now += BEAT_MS
        await deliverOnce(ctx)
        await harness.answers?.()
      }
    },
    forget: line.forget,
    close: async () => {
      await harness.close()
      await db.close()
    },
  }
}

/** The facility behind the adapter as the engine and as the outside know it, and who works there. */
export interface Ends {
  readonly backendId: BackendId
  readonly facilityId: FacilityId
  readonly code: string
  readonly names: (position: BackendPosition) => { readonly sku: string; readonly location: string }
  readonly manager: Actor
  readonly machine: MachineActor
  /** Signs what a backend that works by events answers. */
  readonly secret: string
}

async function openFacility(ctx: EngineContext, { adapter, facility }: AdapterHarness): Promise<Ends> {
  const orgId: OrgId = await ensureOrg(ctx, { code: 'acme', name: 'Acme' })
  const backendId = await ensureBackend(ctx, { orgId, kind: adapter.capabilities.kind, name: 'Books' })
  const { facilities } = await importFromBackend(ctx, { orgId, backendId })
  const code = known((await adapter.facilities(null)).rows.find((row) => row.externalId === facility)).code
  const { facilityId } = known(facilities.find((row) => row.code === code))
  await createAreasFromZones(ctx, { orgId, facilityId })
  await ensureReasons(ctx, orgId)
  const issuer = 'https://sign-in.example'
  await addPeople(
    ctx,
    orgId,
    (['manager', 'administrator'] as const).map((role) => ({
      issuer,
      subject: role,
      name: role,
      grants: [{ role, facilityId }],
    })),
  )
  const manager = known(await resolveActor(ctx, { issuer, subject: 'manager' }))
  const administrator = known(await resolveActor(ctx, { issuer, subject: 'administrator' }))
  const { token } = await createMachine(ctx, administrator, {
    name: 'Counter',
    scopes: ['send-counts'],
    facilityIds: [facilityId],
    expiresInDays: 30,
  })
  const terms = { answerWithinHours: 720, looksUp: false }
  const { secret } = await setByEvent(ctx, administrator, facilityId, terms)
  const skus = new Map<string, string>()
  for (let cursor: string | null = null, first = true; first || cursor !== null; first = false) {
    const page: Awaited<ReturnType<typeof adapter.products>> = await adapter.products(cursor)
    for (const { externalId, sku } of page.rows) skus.set(externalId, sku)
    cursor = page.next
  }
  const bins = new Map<string, string>()
  for (let cursor: string | null = null, first = true; first || cursor !== null; first = false) {
    const page: Awaited<ReturnType<typeof adapter.locations>> = await adapter.locations(facility, cursor)
    for (const { externalId, code: bin } of page.rows) bins.set(externalId, bin)
    cursor = page.next
  }
  return {
    backendId,
    facilityId,
    code,
    names: ({ product, location }) => ({
      sku: known(skus.get(product)),
      location: known(bins.get(location ?? '')),
    }),
    manager,
    machine: await authenticateMachine(ctx, token),
    secret: known(secret),
  }
}

async function onHandOf({ adapter, facility }: AdapterHarness): Promise<readonly OnHandLine[]> {
  const first = await adapter.onHand(facility, null)
  const lines = [...first.rows]
  for (let cursor = first.next; cursor !== null;) {
    const page = await adapter.onHand(facility, cursor)
    lines.push(...page.rows)
    cursor = page.next
  }
  return lines
}

function isPlain({ location, lot, serial, onHandMilli }: OnHandLine): boolean {
  return location !== null && lot === null && serial === null && onHandMilli >= 10_000
}

function isSame(one: BackendPosition, other: BackendPosition): boolean {
  return (
    one.product === other.product &&
    one.location === other.location &&
    one.lot === other.lot &&
    one.serial === other.serial &&
    one.stockState === other.stockState
  )
}

function known<T>(value: T | null | undefined): T {
  if (value === null || value === undefined)
    throw new Error('the adapter’s facility lacks what the matrix needs')
  return value
}
