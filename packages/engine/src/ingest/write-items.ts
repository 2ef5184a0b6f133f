import type { Schema } from '@cyclecount/db'
import type { CountItem, LocationId } from '@cyclecount/domain'
import type { EngineContext, Tx } from '../context.ts'
import type { Session } from './session.ts'
import { nothingTouched, type Touched } from './touched.ts'

type ItemRow = Schema['inventory_count_import_item']

/**
 * Writes the folded lines of a scope over what stands there. A line whose every event was taken back stays as `voided`, with
 * nothing counted. New lines and changes of status go to the status history. Answers whether anything changed.
 */
export async function writeItems(
  ctx: EngineContext,
  tx: Tx,
  session: Session,
  scope: Touched | 'all',
  items: readonly CountItem[],
): Promise<boolean> {
  const held = await heldItems(tx, session, scope)
  const byKey = new Map(held.map((row) => [row.item_key, row]))
  const labels = await locationLabels(tx, items)
  const now = ctx.now()
  let next = items.some((item) => !byKey.has(item.key)) ? await nextItemSeq(tx, session) : 0
  const changed: { readonly row: ItemRow; readonly before: ItemRow | null }[] = []
  for (const item of items) {
    const before = byKey.get(item.key) ?? null
    byKey.delete(item.key)
    const described = describe(item, labels)
    if (before !== null && isSame(before, described)) continue
    const frame = before ?? newFrame(session, next, now)
    if (before === null) next += 1
    changed.push({ row: { ...frame, ...described }, before })
  }
  for (const before of byKey.values()) {
    if (before.status_id === 'voided') continue
    changed.push({ row: { ...before, status_id: 'voided', quantity: 0, events: 0 }, before })
  }
  if (changed.length === 0) return false
  await replaceItems(tx, session, changed)
  await recordItemStatuses(ctx, tx, session, changed)
  return true
}

async function heldItems(tx: Tx, session: Session, scope: Touched | 'all'): Promise<ItemRow[]> {
  if (scope !== 'all' && scope.products.size + scope.codes.size === 0 && !scope.nameless) return []
  return tx
    .selectFrom('inventory_count_import_item')
    .selectAll()
    .where('inventory_count_import_id', '=', session.sessionId)
    .$if(scope !== 'all', (query) =>
      query.where((eb) => {
        const { products, codes, nameless } = scope === 'all' ? nothingTouched() : scope
        return eb.or([
          ...(products.size > 0 ? [eb('product_id', 'in', [...products])] : []),
          ...(codes.size > 0
            ? [eb.and([eb('product_id', 'is', null), eb('code_key', 'in', [...codes])])]
            : []),
          ...(nameless ? [eb.and([eb('product_id', 'is', null), eb('code_key', 'is', null)])] : []),
        ])
      }),
    )
    .execute()
}

type Described = Omit<ItemRow, keyof ReturnType<typeof newFrame>>

function newFrame(session: Session, seq: number, now: number) {
  return {
    inventory_count_import_id: session.sessionId,
    import_item_seq_id: seq,
    org_id: session.orgId,
    facility_id: session.facilityId,
    counted_by_user_login_id: session.userId,
    created_date: now,
    created_by_user_login_id: session.userId,
  }
}

function describe(item: CountItem, labels: ReadonlyMap<LocationId, string>): Described {
  return {
    item_key: item.key,
    location_id: item.locationId,
    location_seq_id: item.locationId === null ? null : (labels.get(item.locationId) ?? null),
    status_id: statusOf(item),
    product_id: item.productId,
    product_identifier: item.code,
    code_key: item.codeKey,
    lot: item.lot,
    serial: item.serial,
    stock_state: item.stockState,
    owner: item.owner,
    unit: item.unit,
    quantity: item.quantityMilli,
    events: item.events,
    first_at: item.firstAt,
    last_at: item.lastAt,
  }
}

function statusOf(item: CountItem): ItemRow['status_id'] {
  if (item.conflict) return 'conflict'
  return item.productId === null ? 'unknown' : 'counted'
}

function isSame(row: ItemRow, described: Described): boolean {
  return (Object.keys(described) as (keyof Described)[]).every((name) => row[name] === described[name])
}

async function locationLabels(tx: Tx, items: readonly CountItem[]): Promise<ReadonlyMap<LocationId, string>> {
  const ids = [...new Set(items.flatMap((item) => item.locationId ?? []))]
  if (ids.length === 0) return new Map()
  const rows = await tx
    .selectFrom('location')
    .select(['location_id', 'location_seq_id'])
    .where('location_id', 'in', ids)
    .execute()
  return new Map(rows.map((row) => [row.location_id, row.location_seq_id]))
}

async function nextItemSeq(tx: Tx, session: Session): Promise<number> {
  const { last } = await tx
    .selectFrom('inventory_count_import_item')
    .select((eb) => eb.fn.max('import_item_seq_id').as('last'))
    .where('inventory_count_import_id', '=', session.sessionId)
    .executeTakeFirstOrThrow()
  return (last ?? 0) + 1
}

interface Change {
  readonly row: ItemRow
  readonly before: ItemRow | null
}

/** In two statements, whatever their number: what stood there goes, what stands now comes with the same numbers. */
async function replaceItems(tx: Tx, session: Session, changes: readonly Change[]): Promise<void> {
  const stood = changes.flatMap(({ before }) => before?.import_item_seq_id ?? [])
  for (let start = 0; start < stood.length; start += 5000) {
    await tx
      .deleteFrom('inventory_count_import_item')
      .where('inventory_count_import_id', '=', session.sessionId)
      .where('import_item_seq_id', 'in', stood.slice(start, start + 5000))
      .execute()
  }
  for (let start = 0; start < changes.length; start += 500) {
    await tx
      .insertInto('inventory_count_import_item')
      .values(changes.slice(start, start + 500).map(({ row }) => row))
      .execute()
  }
}

async function recordItemStatuses(
  ctx: EngineContext,
  tx: Tx,
  session: Session,
  changes: readonly Change[],
): Promise<void> {
  const told = changes.filter(({ row, before }) => row.status_id !== before?.status_id)
  for (let start = 0; start < told.length; start += 500) {
    await tx
      .insertInto('inv_count_import_status')
      .values(
        told.slice(start, start + 500).map(({ row }) => ({
          inv_count_imp_status_id: ctx.newId(),
          org_id: session.orgId,
          facility_id: session.facilityId,
          status_id: row.status_id,
          inventory_count_import_id: session.sessionId,
          import_item_seq_id: row.import_item_seq_id,
          status_date: ctx.now(),
          change_by_user_login_id: session.userId,
          device_id: null,
          reason: null,
        })),
      )
      .execute()
  }
}
