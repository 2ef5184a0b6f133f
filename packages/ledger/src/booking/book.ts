import { quantityText, type FacilityId } from '@cyclecount/domain'
import type { Ledger, LedgerTx } from '../ledger.ts'
import { refuse, type Refusal } from '../refusal.ts'
import { loadBooks, saveBooks } from './book-rows.ts'
import { lineKey, post, positionKey, type Books, type Entry } from './books.ts'
import { checkEntries } from './checks.ts'
import { contentDigest } from './content-digest.ts'
import { lockFacility, type LockedFacility } from './facility-lock.ts'
import { factsOf, type Facts, type ProductFacts, type Subject } from './facts.ts'
import { findOperation, keepOperation, type OperationRow } from './operations.ts'
import type { Outcome } from './request.ts'
import { say } from '../words/say.ts'

export interface Booking {
  readonly facilityId: FacilityId
  readonly subject: Subject
  readonly idempotencyKey: string | null
  /** All that was asked, of which the same key must find the same. */
  readonly content: object
  /** What to book, or why nothing of it. Called under the facility's lock. */
  readonly entries: (given: Given) => readonly Entry[] | Promise<readonly Entry[] | Refusal>
}

export interface Given {
  readonly tx: LedgerTx
  readonly facility: LockedFacility
  readonly facts: Facts
  readonly product: ProductFacts
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
 * its own booking.
 */
export function bookInTurn(ledger: Ledger, bookings: readonly Booking[]): Promise<readonly Outcome[]> {
  return ledger.db.write(async (tx) => {
    const locked = new Map<FacilityId, LockedFacility>()
    const outcomes: Outcome[] = []
    for (const booking of bookings) {
      const { facilityId } = booking
      const facility = locked.get(facilityId) ?? (await lockFacility(tx, facilityId))
      if (!facility) {
        outcomes.push(refused(refuse('unknown-facility', say('unknown.facility'))))
        continue
      }
      const outcome = await bookOnce(ledger, tx, facility, booking)
      const isNew = outcome.kind === 'booked' && outcome.seq > facility.lastSeq
      locked.set(facilityId, isNew ? { ...facility, lastSeq: outcome.seq } : facility)
      outcomes.push(outcome)
    }
    return outcomes
  })
}

async function bookOnce(
  ledger: Ledger,
  tx: LedgerTx,
  facility: LockedFacility,
  booking: Booking,
): Promise<Outcome> {
  const { facilityId, idempotencyKey: key } = booking
  const content = contentDigest(booking.content)
  const earlier = key === null ? undefined : await findOperation(tx, facilityId, key)
  if (earlier) return earlier.content === content ? outcomeOf(facility.code, earlier) : keyReused(earlier)
  const outcome = await bookEntries(ledger, tx, facility, booking)
  if (key !== null) await keepOperation(ledger, tx, { facilityId, key, content, outcome })
  return outcome
}

async function bookEntries(
  ledger: Ledger,
  tx: LedgerTx,
  facility: LockedFacility,
  booking: Booking,
): Promise<Outcome> {
  const facts = await factsOf(tx, facility.facilityId, booking.subject)
  if (!facts.product) return refused(refuse('unknown-product', say('unknown.product')))
  const entries = await booking.entries({ tx, facility, facts, product: facts.product })
  if ('kind' in entries) return refused(entries)
  const books = await loadBooks(tx, ledger.orgId, facility, entries)
  const refusal = checkEntries({ facility, facts, product: facts.product, books }, entries)
  if (refusal) return refused(refusal)
  const posted = entries.map((entry) => post(books, entry, ledger.newId))
  const documentSeq = posted.length > 1 ? books.lastSeq : null
  const cards = posted.map((card) => ({ ...card, document_seq: documentSeq }))
  await saveBooks(tx, books, cards)
  const overcommitted = cards.some((card) => card.overcommitted === 1)
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
