import {
  addToItem,
  isCountingEvent,
  itemKey,
  withMeaning,
  type CountItem,
  type DeviceId,
  type FacilityId,
  type ScanEvent,
  type SessionId,
} from '@cyclecount/domain'
import {
  captureEvent,
  lookUpFrom,
  subjectOf,
  type Captured,
  type CaptureRequest,
  type CaptureStamp,
  type CodeChoice,
  type LookUp,
} from '@cyclecount/sync'
import type { DeviceDatabase } from './database.ts'
import type { KnownCodes } from './known-codes.ts'
import { isAsOf, type KnownLines } from './known-lines.ts'
import { choicesOf, lookupKey } from './look-up.ts'
import { ItemRow, ProductRow, readRow, readRows, SessionRow } from './rows.ts'
import { countersOf, rowAfter } from './session-rows.ts'

export interface CaptureInto {
  readonly database: DeviceDatabase
  /** Where sessions are counted, as far as it was read before; it never changes. */
  readonly facilities: Map<SessionId, FacilityId>
  readonly lines: KnownLines
  readonly codes: KnownCodes
}

/** What is to be captured, by whom and where. */
export interface Asked {
  readonly deviceId: DeviceId
  readonly sessionId: SessionId
  readonly request: CaptureRequest
  readonly stamp: CaptureStamp
}

/** A capture as it will be, if the session's row is still the one it was made from. */
export interface Foreseen {
  readonly row: SessionRow
  readonly captured: Captured
}

type Counting = Extract<CaptureRequest, { readonly kind: 'scan' | 'hand' | 'set' }>

const foreseenStores = ['log', 'items', 'sessions'] as const
const stores = [...foreseenStores, 'products'] as const

/**
 * What a capture comes to by what is in memory alone: the line it adds to, its place in the log, what its code means. Nothing of it is
 * durable, and it holds only as long as nobody else moves the session on: `countAtOnce` finds that out. Null where memory is not enough.
 */
export function foresee({ lines, codes }: CaptureInto, asked: Asked): Foreseen | null {
  const row = lines.rowOf(asked.sessionId)
  const { request } = asked
  if (!row || !isOfProduct(request)) return null
  const found = request.kind === 'scan' ? codes.choices(row.facilityId, request.codeKey) : null
  if (found === undefined) return null
  const counting = countingOn(row, asked, found)
  const line = counting && lines.line(counting.key)
  return counting && line !== undefined ? countedOn(row, asked, counting, line) : null
}

/**
 * Nearly every capture adds to the line of a product. This is its transaction, on the browser's own interface: everything that has to
 * be read is asked for at once, everything that is written comes at once, and the commit with it. Each round trip to the database
 * costs the better part of a millisecond, as much as all the rest of it. Null where more has to be read than that, or where what was
 * foreseen is not so: then nothing was written.
 */
export async function countAtOnce(
  into: CaptureInto,
  asked: Asked,
  foreseen: Foreseen | null,
): Promise<Captured | null> {
  const { sessionId, request } = asked
  const facilityId = into.facilities.get(sessionId)
  if (!isOfProduct(request) || facilityId === undefined) return null
  const names = foreseen ? foreseenStores : stores
  const transaction = into.database.backendDB().transaction(names, 'readwrite', { durability: 'strict' })
  const committed = endOf(transaction)
  try {
    const counted = foreseen
      ? await stillSo(into, transaction, asked, foreseen)
      : await readAndCount(into, transaction, asked, facilityId)
    if (!counted) {
      committed.catch(() => null)
      transaction.abort()
      return null
    }
    const { row, captured } = counted
    const { event } = captured
    const { scanId, deviceSeq } = event
    const after = rowAfter(row, request, deviceSeq)
    transaction
      .objectStore('log')
      .add({ sessionId, deviceSeq, scanId, subject: subjectOf(event, null), event })
    for (const { key, item } of captured.changes)
      transaction.objectStore('items').put({ sessionId, key, item })
    transaction.objectStore('sessions').put(after)
    transaction.commit?.()
    await committed
    into.lines.moved(row, after, captured.changes)
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

/** What was foreseen, with the row as it is now; null where somebody moved the session on. */
async function stillSo(
  { lines }: CaptureInto,
  transaction: IDBTransaction,
  { sessionId, request }: Asked,
  { row: before, captured }: Foreseen,
): Promise<Foreseen | null> {
  const row = readRow(SessionRow, await answerTo<unknown>(transaction.objectStore('sessions').get(sessionId)))
  if (!row || !isAsOf(row, before)) return null
  lines.asOf(row)
  const counters = countersOf(rowAfter(row, request, captured.event.deviceSeq))
  return { row, captured: { ...captured, counters } }
}

async function readAndCount(
  { lines }: CaptureInto,
  transaction: IDBTransaction,
  asked: Asked,
  facilityId: FacilityId,
): Promise<Foreseen | null> {
  const { sessionId, request } = asked
  const [stored, found] = await Promise.all([
    answerTo<unknown>(transaction.objectStore('sessions').get(sessionId)),
    request.kind === 'scan' ? productsOf(transaction, facilityId, request.codeKey) : null,
  ])
  const row = readRow(SessionRow, stored)
  const counting = row && countingOn(row, asked, found)
  if (!counting) return null
  lines.asOf(row)
  const line = await lineOf(lines, transaction, row, counting.key)
  return line === 'elsewhere' ? null : countedOn(row, asked, counting, line)
}

interface CountingOn {
  readonly key: string
  readonly meant: ReturnType<typeof withMeaning>
  readonly event: ScanEvent
  readonly lookUp: LookUp | null
}

/** The event, and the line that it counts on; null where its code means no single product. */
function countingOn(
  row: SessionRow,
  { deviceId, sessionId, request, stamp }: Asked,
  found: readonly CodeChoice[] | null,
): CountingOn | null {
  const lookUp = found && lookUpFrom(found, null)
  if (lookUp && lookUp.kind !== 'known') return null
  const position = { sessionId, deviceId, deviceSeq: row.last + 1, seen: row.seen }
  const event = captureEvent(request, stamp, position, lookUp ?? { kind: 'unknown' })
  if (!isCountingEvent(event)) return null
  const meant = withMeaning(event, undefined)
  return { key: itemKey(meant), meant, event, lookUp }
}

/** Null where the line has to be folded anew. */
function countedOn(
  row: SessionRow,
  { request }: Asked,
  { key, meant, event, lookUp }: CountingOn,
  line: CountItem | null,
): Foreseen | null {
  const item = addToItem(line, meant)
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
