import { setImmediate } from 'node:timers/promises'
import {
  BackendUnavailable,
  type BackendAdapter,
  type BackendMovement,
  type BackendPosition,
} from '@cyclecount/backend-port'
import { fail } from '@cyclecount/contract'
import type { BackendId, LocationId, ProductId } from '@cyclecount/domain'
import { externalIdOf } from '../company/external-ids.ts'
import type { EngineContext } from '../context.ts'
import { namesAmong, type ExternalNames } from '../deciding/external-names.ts'
import type { BookFacts } from './comparison.ts'
import type { FacilityCount } from './facility-count.ts'
import { positionKey, type OnHandPosition, type Position, type PositionMovement } from './position.ts'
import { keepBook } from './keep-book.ts'
import { NO_PAST, readPast } from './past-reads.ts'
import { say } from '../words/say.ts'

export interface BookRead extends BookFacts {
  readonly snapshotId: string
  /** Lines of the backend that name a product or bin that is not known here. */
  readonly unmapped: number
  readonly countsObserved: boolean
  /** What the backend calls our things. */
  readonly names: ExternalNames
}

/**
 * Reads what lies at the facility and what moved since the count began, both at one mark of the backend, and keeps them as a
 * snapshot. Nothing is locked while the backend answers; the snapshot is written in short transactions.
 */
export async function readBook(
  ctx: EngineContext,
  count: FacilityCount,
  since: number | null,
): Promise<BookRead> {
  const adapter = ctx.adapterOf(count.backendId)
  const ids = await mappedIds(ctx, count.backendId)
  const facility = await externalFacility(ctx, count)
  return whileAnswering(ctx, count, async () => {
    const read = await readOnHand(adapter, facility, ids)
    const movements =
      adapter.capabilities.movements && read.mark !== null && since !== null
        ? await readMovements(adapter, { facility, mark: read.mark, since }, ids)
        : { rows: [], unmapped: 0 }
    const unmapped = read.unmapped + movements.unmapped
    if (unmapped > 0)
      ctx.log.warn({ facilityId: count.facilityId, unmapped }, 'the book names unknown products or bins')
    const knowsMovements = adapter.capabilities.movements && read.mark !== null
    const past = knowsMovements || since === null ? NO_PAST : await readPast(ctx, count, read, since)
    const book: BookRead = {
      ...past,
      snapshotId: ctx.newId(),
      readAt: read.readAt,
      onHand: read.rows,
      movements: movements.rows,
      knowsMovements,
      knowsBins: adapter.capabilities.bins,
      countsObserved: adapter.capabilities.countObservations,
      names: namesAmong({
        products: inverse(ids.products),
        locations: inverse(ids.locations),
        facilities: new Map([[count.facilityId, facility]]),
      }),
      unmapped,
    }
    await keepBook(ctx, count, book, { mark: read.mark, takenFor: 'comparison' })
    return book
  })
}

/** Reads what lies at the facility and keeps it with its instant, compared with nothing. Fails with `busy` as `readBook` does. */
export async function noteBook(ctx: EngineContext, count: FacilityCount): Promise<void> {
  const ids = await mappedIds(ctx, count.backendId)
  const facility = await externalFacility(ctx, count)
  await whileAnswering(ctx, count, async () => {
    const { rows, readAt, mark } = await readOnHand(ctx.adapterOf(count.backendId), facility, ids)
    const read = { snapshotId: ctx.newId(), readAt, onHand: rows, movements: [] }
    await keepBook(ctx, count, read, { mark, takenFor: 'note' })
  })
}

async function whileAnswering<T>(
  ctx: EngineContext,
  { facilityId }: FacilityCount,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof BackendUnavailable)) throw error
    ctx.log.warn({ facilityId, reason: error.message }, 'the backend could not be read')
    return fail('busy', say('backend.busy', { why: error.message }))
  }
}

interface MappedIds {
  readonly products: ReadonlyMap<string, ProductId>
  readonly locations: ReadonlyMap<string, LocationId>
}

const IDS_AT_ONCE = 2_000

async function mappedIds(ctx: EngineContext, backendId: BackendId): Promise<MappedIds> {
  return {
    products: await idsOf<ProductId>(ctx, backendId, 'product'),
    locations: await idsOf<LocationId>(ctx, backendId, 'location'),
  }
}

/** Our ids by the backend's, page by page with waiting requests in between. */
export async function idsOf<T extends ProductId | LocationId>(
  ctx: EngineContext,
  backendId: BackendId,
  entity: 'product' | 'location',
): Promise<ReadonlyMap<string, T>> {
  const ids = new Map<string, T>()
  for (let after = ''; ;) {
    const rows = await ctx.db.read
      .selectFrom('external_id')
      .select(['external_id', 'internal_id'])
      .where('backend_id', '=', backendId)
      .where('entity', '=', entity)
      .where('external_id', '>', after)
      .orderBy('external_id')
      .limit(IDS_AT_ONCE)
      .execute()
    for (const row of rows) ids.set(row.external_id, row.internal_id as T)
    const last = rows.at(-1)
    if (last === undefined || rows.length < IDS_AT_ONCE) return ids
    after = last.external_id
    await setImmediate()
  }
}

function inverse<T extends string>(ids: ReadonlyMap<string, T>): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  for (const [external, internal] of ids) names.set(internal, external)
  return names
}

/** What the backend calls the facility. */
export async function externalFacility(
  ctx: EngineContext,
  count: Pick<FacilityCount, 'backendId' | 'facilityId'>,
): Promise<string> {
  const external = await externalIdOf(ctx, count.backendId, 'facility', count.facilityId)
  return external ?? fail('not-ready', say('facility.notLinked'))
}

async function readOnHand(
  adapter: BackendAdapter,
  facility: string,
  ids: MappedIds,
): Promise<{ rows: OnHandPosition[]; unmapped: number; readAt: number; mark: string | null }> {
  const byKey = new Map<string, OnHandPosition>()
  let unmapped = 0
  let cursor: string | null = null
  let first: { readonly readAt: number; readonly mark: string | null } | null = null
  do {
    const page = await adapter.onHand(facility, cursor)
    first ??= page
    if (page.mark !== first.mark) throw new BackendUnavailable(say('backend.pagesDiffer'))
    for (const line of page.rows) {
      const position = positionOf(line, ids)
      if (!position) {
        unmapped += 1
        continue
      }
      const { onHandMilli, availableMilli, reservedMilli, unitCost, price } = line
      const key = positionKey(position)
      const same = byKey.get(key)
      byKey.set(key, {
        ...position,
        onHandMilli: onHandMilli + (same?.onHandMilli ?? 0),
        availableMilli: availableMilli + (same?.availableMilli ?? 0),
        reservedMilli: reservedMilli + (same?.reservedMilli ?? 0),
        unitCost: same?.unitCost ?? unitCost,
        price: same?.price ?? price,
      })
    }
    cursor = page.next
  } while (cursor !== null)
  return { rows: [...byKey.values()], unmapped, readAt: first.readAt, mark: first.mark }
}

async function readMovements(
  adapter: BackendAdapter,
  request: { readonly facility: string; readonly mark: string; readonly since: number },
  ids: MappedIds,
): Promise<{ rows: PositionMovement[]; unmapped: number }> {
  const byRef = new Map<string, PositionMovement>()
  let unmapped = 0
  let cursor: string | null = null
  do {
    const page = await adapter.movements({ ...request, cursor })
    const known = mapMovements(page.rows, ids)
    for (const movement of known) byRef.set(movement.externalRef, movement)
    unmapped += page.rows.length - known.length
    cursor = page.next
  } while (cursor !== null)
  return { rows: [...byRef.values()], unmapped }
}

/** Movements in our ids; those of a product or bin that is not known here are left out. */
export function mapMovements(rows: readonly BackendMovement[], ids: MappedIds): readonly PositionMovement[] {
  return rows.flatMap((row) => {
    const position = positionOf(row, ids)
    const { externalRef, kind, quantityMilli, occurredAt, recordedAt } = row
    return position === null ? [] : { ...position, externalRef, kind, quantityMilli, occurredAt, recordedAt }
  })
}

function positionOf(line: BackendPosition, ids: MappedIds): Position | null {
  const productId = ids.products.get(line.product)
  const locationId = line.location === null ? null : ids.locations.get(line.location)
  if (productId === undefined || locationId === undefined) return null
  const { lot, serial, owner, stockState, unit } = line
  return { productId, locationId, lot, serial, owner, stockState, unit }
}
