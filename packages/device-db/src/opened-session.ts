import type { CountItem, ProductId, ScanEvent, SessionId } from '@cyclecount/domain'
import { EMPTY_SUBJECT, withoutVoided, type KnownProduct } from '@cyclecount/sync'
import { readLines } from './base-lines.ts'
import { productsByIds } from './catalogue.ts'
import type { DeviceDatabase } from './database.ts'
import { AreaRow, readRow, type SessionRow } from './rows.ts'
import { eventsOf, readSession } from './session-rows.ts'

export type EmptyConfirmed = Extract<ScanEvent, { readonly kind: 'confirm-empty' }>

/** What the screen of a count begins with; from then on each capture says what changed. */
export interface OpenedSession {
  readonly session: SessionRow
  readonly area: AreaRow | null
  readonly items: readonly CountItem[]
  /** Whether every line could be read. */
  readonly isWhole: boolean
  /** What was confirmed empty and not taken back. Where something was counted, that wins (see the domain's fold). */
  readonly emptied: readonly EmptyConfirmed[]
  /** Of a directed count's list, and of the lines that were counted last. */
  readonly products: ReadonlyMap<ProductId, KnownProduct>
  /** Of the other lines: so many that reading them would keep the scanner waiting. */
  readonly unread: readonly ProductId[]
  /** The latest events of all devices, newest first, at most as many as asked for. */
  readonly recent: readonly ScanEvent[]
}

/** More than any screen shows at first. */
const PRODUCTS_AT_ONCE = 200

export async function openSession(
  database: DeviceDatabase,
  sessionId: SessionId,
  recentAtMost: number,
): Promise<OpenedSession | null> {
  const session = await readSession(database, sessionId)
  if (!session) return null
  const area = readRow(AreaRow, await database.areas.get(session.assignmentId))
  const { lines: items, isWhole } = await readLines(database, sessionId)
  const live = withoutVoided(await emptinesses(database, sessionId))
  const counted = items.toSorted((a, b) => b.lastAt - a.lastAt).flatMap(({ productId }) => productId ?? [])
  const wanted = new Set<ProductId>([...(area?.items ?? []), ...counted.slice(0, PRODUCTS_AT_ONCE)])
  return {
    session,
    area,
    items,
    isWhole,
    emptied: live.filter((event) => event.kind === 'confirm-empty'),
    products: await productsByIds(database, session.facilityId, [...wanted]),
    unread: [...new Set(counted)].filter((productId) => !wanted.has(productId)),
    recent: await recentEvents(database, sessionId, recentAtMost),
  }
}

async function emptinesses(database: DeviceDatabase, sessionId: SessionId): Promise<readonly ScanEvent[]> {
  const [from, to] = [
    [sessionId, EMPTY_SUBJECT],
    [sessionId, `${EMPTY_SUBJECT}\uffff`],
  ]
  const own = await database.log.where('[sessionId+subject]').between(from, to).toArray()
  const others = await database.remote.where('[sessionId+subject]').between(from, to).toArray()
  return eventsOf([...own, ...others])
}

/** The newest events of all devices by the time in their ids, newest first. */
export async function recentEvents(
  database: DeviceDatabase,
  sessionId: SessionId,
  limit: number,
): Promise<readonly ScanEvent[]> {
  const [from, to] = [
    [sessionId, ''],
    [sessionId, '\uffff'],
  ]
  const newest = (table: DeviceDatabase['log'] | DeviceDatabase['remote']) => {
    const inTime = table.where('[sessionId+scanId]').between(from, to)
    // oxlint-disable-next-line unicorn/no-array-reverse -- no array: the cursor walks backwards
    return inTime.reverse().limit(limit).toArray()
  }
  const rows = await Promise.all([newest(database.log), newest(database.remote)])
  return eventsOf(rows.flat())
    .toSorted((a, b) => (a.scanId < b.scanId ? 1 : -1))
    .slice(0, limit)
}
