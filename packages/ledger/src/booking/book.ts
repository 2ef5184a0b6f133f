import { quantityText, type FacilityId } from '@cyclecount/domain'
import type { Ledger, LedgerTx } from '../ledger.ts'
import { refuse, type Refusal } from '../refusal.ts'
import type { CardRow } from '../schema/tables.ts'
import { openBooks, saveBooks, type OpenBooks } from './book-rows.ts'
import { lineKey, post, positionKey, type Books, type Entry, type StockLine } from './books.ts'
import { checkEntries } from './checks.ts'
import { contentDigest } from './content-digest.ts'
import { lockFacility, type LockedFacility } from './facility-lock.ts'
import { readFacts, type Facts, type ProductFacts, type Subject } from './facts.ts'
import { readExpiries, type ExpiryOf } from './held-among.ts'
import { findOperations, operationRow, type OperationRow } from './operations.ts'
import type { Outcome } from './request.ts'
import { say } from '../words/say.ts'

export interface Booking {
  readonly facilityId: FacilityId
  readonly subject: Subject
  readonly idempotencyKey: string | null
  /** All that was asked, of which the same key must find the same. */
  readonly content: object
  /** Every line that the entries may touch, given the product's unit. */
  readonly lines: (unit: string) => readonly StockLine[]
  /** What to book, or why nothing of it. Called under the facility's lock. */
  readonly entries: (given: Given) => readonly Entry[] | Refusal
}

export interface Given {
  readonly facility: LockedFacility
  readonly facts: Facts
  readonly product: ProductFacts
  /** As they are after what was booked before in the same transaction. */
  readonly books: Books
  readonly expiryOf: ExpiryOf
}

/**
 * Books all entries or none, in one transaction, under the facility's lock (a row lock on PostgreSQL, so that several
 * processes agree). With a key, the same key and content again answers as the first time, a refusal too.
 */
export async function book(ledger: Ledger, booking: Booking): Promise<Outcome> {
  const [outcome] = await bookInTurn(ledger, [booking])
  if (!outcome) throw new Error('a booking without an outcome')
  return outcome
}

/**
 * Books one after the other, each as `book` would, all in one transaction: where the disk fails, none of them. A refusal concerns only
 * its own booking. What all of them touch is read first and written last, so that the database is asked as often for hundreds as for one.
 */
export function bookInTurn(ledger: Ledger, bookings: readonly Booking[]): Promise<readonly Outcome[]> {
  return ledger.db.write(async (tx) => {
    const outcomes = new Map<Booking, Outcome>()
    // In one order everywhere, so that two that book at the same facilities do not wait for each other.
    for (const facilityId of [...new Set(bookings.map((booking) => booking.facilityId))].toSorted()) {
      const facility = await lockFacility(tx, facilityId)
      const here = bookings.filter((booking) => booking.facilityId === facilityId)
      if (facility) await bookAt(ledger, tx, facility, here, outcomes)
    }
    const unknown = refused(refuse('unknown-facility', say('unknown.facility')))
    return bookings.map((booking) => outcomes.get(booking) ?? unknown)
  })
}

async function bookAt(
  ledger: Ledger,
  tx: LedgerTx,
  facility: LockedFacility,
  bookings: readonly Booking[],
  outcomes: Map<Booking, Outcome>,
): Promise<void> {
  const { facilityId } = facility
  const keys = bookings.flatMap(({ idempotencyKey }) => idempotencyKey ?? [])
  const answered = await findOperations(tx, facilityId, keys)
  const scene = await readScene(
    ledger,
    tx,
    facility,
    bookings.filter(({ idempotencyKey: key }) => key === null || !answered.has(key)),
  )
  const cards: CardRow[] = []
  const operations: OperationRow[] = []
  for (const booking of bookings) {
    const { idempotencyKey: key } = booking
    const content = key === null ? '' : contentDigest(booking.content)
    const earlier = key === null ? undefined : answered.get(key)
    if (earlier) {
      outcomes.set(
        booking,
        earlier.content === content ? outcomeOf(facility.code, earlier) : keyReused(earlier),
      )
      continue
    }
    const outcome = bookEntries(ledger, scene, booking, cards)
    outcomes.set(booking, outcome)
    if (key === null) continue
    const operation = operationRow(ledger, { facilityId, key, content, outcome })
    answered.set(key, operation)
    operations.push(operation)
  }
  await saveBooks(ledger, tx, scene.open, cards)
  await ledger.db.rows.insert(tx, 'ledger_operation', operations)
}

/** What the bookings at a facility need to know, all of it read. */
interface Scene {
  readonly facility: LockedFacility
  readonly factsOf: (subject: Subject) => Facts
  readonly open: OpenBooks
  readonly expiryOf: ExpiryOf
}

async function readScene(
  ledger: Ledger,
  tx: LedgerTx,
  facility: LockedFacility,
  bookings: readonly Booking[],
): Promise<Scene> {
  const factsOf = await readFacts(
    tx,
    facility.facilityId,
    bookings.map(({ subject }) => subject),
  )
  const lines = bookings.flatMap((booking) => {
    const { product } = factsOf(booking.subject)
    if (!product) return []
    const { unit, unitCostMicros } = product
    return booking.lines(unit).map((line) => ({ line, unitCostMicros }))
  })
  return {
    facility,
    factsOf,
    open: await openBooks(tx, ledger.orgId, facility, lines),
    expiryOf: await readExpiries(
      tx,
      lines.map(({ line }) => line),
    ),
  }
}

function bookEntries(
  ledger: Ledger,
  { facility, factsOf, open: { books }, expiryOf }: Scene,
  booking: Booking,
  cards: CardRow[],
): Outcome {
  const facts = factsOf(booking.subject)
  if (!facts.product) return refused(refuse('unknown-product', say('unknown.product')))
  const given = { facility, facts, product: facts.product, books, expiryOf }
  const entries = booking.entries(given)
  if ('kind' in entries) return refused(entries)
  const refusal = checkEntries(given, entries)
  if (refusal) return refused(refusal)
  const posted = entries.map((entry) => post(books, entry, ledger.newId))
  const documentSeq = posted.length > 1 ? books.lastSeq : null
  for (const card of posted) cards.push({ ...card, document_seq: documentSeq })
  const overcommitted = posted.some((card) => card.overcommitted === 1)
  return booked(facility.code, books, entries, overcommitted)
}

function booked(
  facilityCode: string,
  books: Books,
  entries: readonly Entry[],
  overcommitted: boolean,
): Outcome {
  const lines = new Map(entries.map((entry) => [lineKey(entry.line), onHandOf(books, entry)]))
  const [onHand = 0] = lines.values()
  const onHandAfterMilli = lines.size > 1 ? null : onHand
  const documentId = documentIdOf(facilityCode, books.lastSeq)
  const message =
    onHandAfterMilli === null
      ? say('booked.lines', { document: documentId, lines: lines.size })
      : say('booked.line', { document: documentId, onHand: quantityText(onHandAfterMilli) })
  return {
    kind: 'booked',
    seq: books.lastSeq,
    documentId,
    onHandAfterMilli,
    overcommitted,
    message: overcommitted ? say('booked.over', { booked: message }) : message,
  }
}

function onHandOf(books: Books, { line }: Entry): number {
  const key = lineKey(line)
  let sum = 0
  for (const state of ['available', 'reserved', 'quarantine', 'damaged'] as const)
    sum += books.positions.get(positionKey(key, state))?.quantity_milli ?? 0
  return sum
}

/** How people name an event of the stock card: `CA-12` is event 12 of facility CA. */
export function documentIdOf(facilityCode: string, seq: number): string {
  return `${facilityCode}-${seq}`
}

/** The answer that was given the first time. */
export function outcomeOf(facilityCode: string, row: OperationRow): Outcome {
  if (row.refusal !== null) return refused(refuse(row.refusal, row.message))
  const seq = row.seq ?? 0
  return {
    kind: 'booked',
    seq,
    documentId: documentIdOf(facilityCode, seq),
    onHandAfterMilli: row.on_hand_after_milli,
    overcommitted: row.overcommitted === 1,
    message: row.message,
  }
}

function refused(refusal: Refusal): Outcome {
  return { kind: 'refused', refusal }
}

function keyReused({ idempotency_key: key }: OperationRow): Outcome {
  return refused(refuse('key-reused', say('key.reused', { key })))
}
