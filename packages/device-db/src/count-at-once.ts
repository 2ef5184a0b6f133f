import {
  addToItem,
  isCountingEvent,
  itemKey,
  withMeaning,
  type CountItem,
  type DeviceId,
  type FacilityId,
  type SessionId,
} from '@cyclecount/domain'
import {
  captureEvent,
  lookUpFrom,
  subjectOf,
  type Captured,
  type CaptureRequest,
  type CaptureStamp,
} from '@cyclecount/sync'
import type { DeviceDatabase } from './database.ts'
import type { KnownLines } from './known-lines.ts'
import { choicesOf, lookupKey } from './look-up.ts'
import { ItemRow, ProductRow, readRow, readRows, SessionRow } from './rows.ts'
import { countersOf, rowAfter } from './session-rows.ts'

export interface CaptureInto {
  readonly database: DeviceDatabase
  /** Where sessions are counted, as far as it was read before; it never changes. */
  readonly facilities: Map<SessionId, FacilityId>
  readonly lines: KnownLines
}

type Counting = Extract<CaptureRequest, { readonly kind: 'scan' | 'hand' | 'set' }>

const stores = ['log', 'items', 'sessions', 'products'] as const

/**
 * Nearly every capture adds to the line of a product. This is its transaction, on the browser's own interface: everything that has to
 * be read is asked for at once, everything that is written comes at once, and the commit with it. Each round trip to the database
 * costs the better part of a millisecond, as much as all the rest of it. Null where more has to be read than that: then nothing was
 * written.
 */
export async function countAtOnce(
  into: CaptureInto,
  deviceId: DeviceId,
  sessionId: SessionId,
  request: CaptureRequest,
  stamp: CaptureStamp,
): Promise<Captured | null> {
  const facilityId = into.facilities.get(sessionId)
  if (!isOfProduct(request) || facilityId === undefined) return null
  const transaction = into.database.backendDB().transaction(stores, 'readwrite', { durability: 'strict' })
  const committed = endOf(transaction)
  try {
    const counted = await readAndCount(into, transaction, { deviceId, sessionId, facilityId }, request, stamp)
    if (!counted) {
      committed.catch(() => null)
      transaction.abort()
      return null
    }
    const { row, captured } = counted
    const { event } = captured
    const { scanId, deviceSeq } = event
    transaction
      .objectStore('log')
      .add({ sessionId, deviceSeq, scanId, subject: subjectOf(event, null), event })
    for (const { key, item } of captured.changes)
      transaction.objectStore('items').put({ sessionId, key, item })
    transaction.objectStore('sessions').put(rowAfter(row, request, deviceSeq))
    transaction.commit?.()
    await committed
    into.lines.moved(row, deviceSeq, captured.changes)
    return captured
  } catch (error) {
    undo(transaction)
    await committed.catch(() => null)
    // Why it was given up says more than that a request in it was.
    throw transaction.error ?? error
  }
}

function isOfProduct(request: CaptureRequest): request is Counting {
  if (request.kind === 'scan') return true
  return (request.kind === 'hand' || request.kind === 'set') && request.line.productId !== null
}

interface CountedWhere {
  readonly deviceId: DeviceId
  readonly sessionId: SessionId
  readonly facilityId: FacilityId
}

async function readAndCount(
  { lines }: CaptureInto,
  transaction: IDBTransaction,
  { deviceId, sessionId, facilityId }: CountedWhere,
  request: Counting,
  stamp: CaptureStamp,
): Promise<{ readonly row: SessionRow; readonly captured: Captured } | null> {
  const [stored, found] = await Promise.all([
    answerTo<unknown>(transaction.objectStore('sessions').get(sessionId)),
    request.kind === 'scan' ? productsOf(transaction, facilityId, request.codeKey) : null,
  ])
  const row = readRow(SessionRow, stored)
  const lookUp = found && lookUpFrom(found, null)
  if (!row || (lookUp && lookUp.kind !== 'known')) return null
  const position = { sessionId, deviceId, deviceSeq: row.last + 1, seen: row.seen }
  const event = captureEvent(request, stamp, position, lookUp ?? { kind: 'unknown' })
  if (!isCountingEvent(event)) return null
  const meant = withMeaning(event, undefined)
  const key = itemKey(meant)
  lines.asOf(row)
  const held = await lineOf(lines, transaction, row, key)
  const item = held === 'elsewhere' ? 'refold' : addToItem(held, meant)
  if (item === 'refold') return null
  const counters = countersOf(rowAfter(row, request, event.deviceSeq))
  return { row, captured: { event, lookUp, changes: [{ key, item }], counters } }
}

async function productsOf(transaction: IDBTransaction, facilityId: FacilityId, codeKey: string) {
  const index = transaction.objectStore('products').index('lookup')
  return choicesOf(
    readRows(ProductRow, await answerTo(index.getAll(lookupKey(facilityId, codeKey)))),
    codeKey,
  )
}

/** `elsewhere`: among the lines that the session began with, or not to be understood. */
async function lineOf(
  lines: KnownLines,
  transaction: IDBTransaction,
  { sessionId, snapshot }: SessionRow,
  key: string,
): Promise<CountItem | null | 'elsewhere'> {
  const known = lines.line(key)
  if (known !== undefined) return known
  const stored: unknown = await answerTo(transaction.objectStore('items').get([sessionId, key]))
  if (stored === undefined) return snapshot ? 'elsewhere' : null
  const read = readRow(ItemRow, stored)
  return read ? read.item : 'elsewhere'
}

function answerTo<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error ?? aborted()))
  })
}

/** Resolves when it is on the disk, rejects where it never will be. */
function endOf(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.addEventListener('complete', () => resolve())
    transaction.addEventListener('abort', () => reject(transaction.error ?? aborted()))
  })
}

function aborted(): DOMException {
  return new DOMException('The transaction was aborted.', 'AbortError')
}

function undo(transaction: IDBTransaction): void {
  try {
    transaction.abort()
  } catch {
    // It has ended already.
  }
}
