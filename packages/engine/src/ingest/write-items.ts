import { statement, type Schema } from '@cyclecount/db'
import type { CountItem, LocationId, SessionId } from '@cyclecount/domain'
import type { EngineContext, Tx } from '../context.ts'
import type { Session } from './session.ts'
import type { Touched } from './touched.ts'

type ItemRow = Schema['inventory_count_import_item']

/** What of a line changes while it is counted; the rest is the line's name. */
const changing = [
  'status_id',
  'product_identifier',
  'code_key',
  'quantity',
  'events',
  'first_at',
  'last_at',
  'base',
] as const satisfies readonly (keyof ItemRow)[]

/** A line as it stands, as far as it changes. */
export type StoredItem = Pick<ItemRow, 'item_key' | 'import_item_seq_id' | (typeof changing)[number]>

/** A line that is another one now; `before` null where it is new. */
export interface LineWrite {
  readonly item: CountItem
  readonly before: StoredItem | null
}

const stored = ['item_key', 'import_item_seq_id', ...changing] as const

/**
 * Writes the folded lines of a scope over what stands there. A line whose every event was taken back stays as `voided`, with
 * nothing counted. Answers whether anything changed.
 */
export async function writeItems(
  ctx: EngineContext,
  tx: Tx,
  session: Session,
  scope: Touched | 'all',
  items: readonly CountItem[],
): Promise<boolean> {
  const gone = new Map((await itemsIn(tx, session, scope)).map((row) => [row.item_key, row]))
  const writes: LineWrite[] = []
  for (const item of items) {
    const before = gone.get(item.key) ?? null
    gone.delete(item.key)
    if (before === null || !isSame(before, item)) writes.push({ item, before })
  }
  const voided = [...gone.values()].filter((before) => before.status_id !== 'voided')
  await keepLines(ctx, tx, session, writes)
  await voidLines(ctx, tx, session, voided)
  return writes.length + voided.length > 0
}

/** Lines by their keys, where they stand. */
export function itemsByKey(
  ctx: EngineContext,
  tx: Tx,
  session: Session,
  keys: readonly string[],
): Promise<readonly StoredItem[]> {
  const of = ['inventory_count_import_id', session.sessionId] as const
  return ctx.db.rows.find(tx, 'inventory_count_import_item', stored, of, ['item_key', keys])
}

async function itemsIn(tx: Tx, session: Session, scope: Touched | 'all'): Promise<readonly StoredItem[]> {
  const all = () =>
    tx
      .selectFrom('inventory_count_import_item')
      .select(stored)
      .where('inventory_count_import_id', '=', session.sessionId)
  if (scope === 'all') return all().execute()
  const { products, codes, nameless } = scope
  const unknown = () => all().where('product_id', 'is', null)
  return [
    ...(products.size > 0
      ? await all()
          .where('product_id', 'in', [...products])
          .execute()
      : []),
    ...(codes.size > 0
      ? await unknown()
          .where('code_key', 'in', [...codes])
          .execute()
      : []),
    ...(nameless ? await unknown().where('code_key', 'is', null).execute() : []),
  ]
}

/** Writes lines, new ones with numbers of their own. New lines and changes of status go to the status history. */
export async function keepLines(
  ctx: EngineContext,
  tx: Tx,
  session: Session,
  writes: readonly LineWrite[],
): Promise<void> {
  const fresh = writes.filter(({ before }) => before === null)
  const first = fresh.length === 0 ? 0 : await nextItemSeq(tx, session)
  const frames = await newFrames(ctx, tx, session, fresh, first)
  await ctx.db.rows.insert(tx, 'inventory_count_import_item', frames)
  const changed = writes.flatMap(({ item, before }) =>
    before === null ? [] : { ...keyOf(session, before), ...describe(item) },
  )
  await update(ctx, tx, changed)
  const told = writes.flatMap(({ item, before }) =>
    before !== null && before.status_id !== statusOf(item)
      ? { seq: before.import_item_seq_id, status: statusOf(item) }
      : [],
  )
  const begun = frames.map((row) => ({ seq: row.import_item_seq_id, status: row.status_id }))
  await recordItemStatuses(ctx, tx, session, [...begun, ...told])
}

async function voidLines(
  ctx: EngineContext,
  tx: Tx,
  session: Session,
  lines: readonly StoredItem[],
): Promise<void> {
  const nothing = { status_id: 'voided', quantity: 0, events: 0, base: null } as const
  await update(
    ctx,
    tx,
    lines.map((before) => ({ ...before, ...keyOf(session, before), ...nothing })),
  )
  const told = lines.map((before) => ({ seq: before.import_item_seq_id, status: 'voided' as const }))
  await recordItemStatuses(ctx, tx, session, told)
}

function keyOf(session: Session, { import_item_seq_id }: StoredItem) {
  return { inventory_count_import_id: session.sessionId, import_item_seq_id }
}

function update(
  ctx: EngineContext,
  tx: Tx,
  rows: readonly (Pick<ItemRow, (typeof changing)[number]> & ReturnType<typeof keyOf>)[],
): Promise<void> {
  return ctx.db.rows.update(tx, 'inventory_count_import_item', changing, rows)
}

async function newFrames(
  ctx: EngineContext,
  tx: Tx,
  session: Session,
  fresh: readonly LineWrite[],
  firstSeq: number,
): Promise<readonly ItemRow[]> {
  const labels = await locationLabels(
    tx,
    fresh.map(({ item }) => item),
  )
  const now = ctx.now()
  return fresh.map(({ item }, index) => ({
    inventory_count_import_id: session.sessionId,
    import_item_seq_id: firstSeq + index,
    org_id: session.orgId,
    facility_id: session.facilityId,
    counted_by_user_login_id: session.userId,
    created_date: now,
    created_by_user_login_id: session.userId,
    item_key: item.key,
    location_id: item.locationId,
    location_seq_id: item.locationId === null ? null : (labels.get(item.locationId) ?? null),
    product_id: item.productId,
    lot: item.lot,
    serial: item.serial,
    stock_state: item.stockState,
    owner: item.owner,
    unit: item.unit,
    ...describe(item),
  }))
}

function describe(item: CountItem): Pick<ItemRow, (typeof changing)[number]> {
  return {
    status_id: statusOf(item),
    product_identifier: item.code,
    code_key: item.codeKey,
    quantity: item.quantityMilli,
    events: item.events,
    first_at: item.firstAt,
    last_at: item.lastAt,
    base: item.base === null ? null : JSON.stringify(item.base),
  }
}

function statusOf(item: CountItem): ItemRow['status_id'] {
  if (item.conflict) return 'conflict'
  return item.productId === null ? 'unknown' : 'counted'
}

function isSame(row: StoredItem, item: CountItem): boolean {
  const described = describe(item)
  return changing.every((name) => row[name] === described[name])
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

const lastItemSeq = statement<{ readonly sessionId: SessionId }>()((db, given) =>
  db
    .selectFrom('inventory_count_import_item')
    .select((eb) => eb.fn.max('import_item_seq_id').as('last'))
    .where('inventory_count_import_id', '=', given('sessionId')),
)

async function nextItemSeq(tx: Tx, session: Session): Promise<number> {
  const [row] = await lastItemSeq(tx, session)
  return (row?.last ?? 0) + 1
}

function recordItemStatuses(
  ctx: EngineContext,
  tx: Tx,
  session: Session,
  told: readonly { readonly seq: number; readonly status: ItemRow['status_id'] }[],
): Promise<void> {
  const now = ctx.now()
  return ctx.db.rows.insert(
    tx,
    'inv_count_import_status',
    told.map(({ seq, status }) => ({
      inv_count_imp_status_id: ctx.newId<never>(),
      org_id: session.orgId,
      facility_id: session.facilityId,
      status_id: status,
      inventory_count_import_id: session.sessionId,
      import_item_seq_id: seq,
      status_date: now,
      change_by_user_login_id: session.userId,
      device_id: null,
      reason: null,
    })),
  )
}
