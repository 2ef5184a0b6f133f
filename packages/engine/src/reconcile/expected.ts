import {
  bookAround,
  expectedAsOf,
  expectedWithin,
  type BookAround,
  type BookChange,
} from '@cyclecount/domain'
import { isRange } from './basis.ts'
import type { BookFacts, Comparison, CountedState, EarlierProposal, Line } from './comparison.ts'
import type { PositionMovement } from './position.ts'

/** When the line was counted; of what nobody found, when its place was done with. Never after the read, whatever a device's clock said. */
export function countedWhen({ facts, book }: Comparison, line: Line, state: CountedState): number {
  if (line.items.length > 0) {
    return Math.min(
      book.readAt,
      line.items.reduce((latest, item) => Math.max(latest, item.lastAt), 0),
    )
  }
  const finding = line.locationId === null ? undefined : facts.emptied.get(line.locationId)
  if (state === 'confirmed-empty' && finding) return Math.min(book.readAt, finding.at)
  const areas = line.locationId === null ? [] : (facts.areasOfLocation.get(line.locationId) ?? [])
  const here = areas.flatMap((area) => facts.doneAt.get(area) ?? [])
  const times = here.length > 0 ? here : [...facts.doneAt.values()]
  return times.length === 0 ? book.readAt : Math.min(book.readAt, Math.max(...times))
}

/** What was expected of a line, and what that rests on. */
export interface ExpectedOfLine {
  readonly expectedMilli: number
  readonly movedSinceMilli: number
  readonly movements: number
  readonly proposedMilli: number
  readonly asOfCount: boolean
  readonly around: BookAround | null
}

/** What the book said of the line when it was counted, and what earlier versions of it still owe the book. */
export function expectedOf(
  { book, proposed }: Comparison,
  line: Line,
  of: { readonly readMilli: number; readonly countedMilli: number; readonly countedAt: number },
): ExpectedOfLine {
  const nothing = { movedSinceMilli: 0, movements: 0, proposedMilli: 0, around: null }
  if (line.productId === null) return { ...nothing, expectedMilli: 0, asOfCount: true }
  const earlier = (proposed.get(line.lineKey) ?? []).map((proposal) => ({
    ...proposal,
    booked: bookedBy(proposal, line.movements),
  }))
  const ours = new Set(earlier.flatMap((proposal) => proposal.booked))
  const others = line.movements.filter((movement) => !ours.has(movement))
  const proposedMilli = earlier
    .filter((proposal) => !isInRead(book, proposal))
    .reduce((sum, proposal) => sum + proposal.deltaMilli, 0)
  if (book.knowsMovements) {
    const expected = expectedAsOf(of.readMilli, others, of.countedAt)
    const expectedMilli = expected.expectedMilli + proposedMilli
    return { ...nothing, ...expected, expectedMilli, proposedMilli, asOfCount: true }
  }
  const bookMilli = of.readMilli + proposedMilli
  const changes = [...line.changes, ...earlier.flatMap((proposal) => takenBack(book, proposal))]
  const around = bookAround(bookMilli, changes, book.reads, of.countedAt)
  if (around === null) return { ...nothing, expectedMilli: bookMilli, proposedMilli, asOfCount: false }
  const expectedMilli = expectedWithin(around, of.countedMilli)
  const movedSinceMilli = bookMilli - expectedMilli
  return {
    ...nothing,
    expectedMilli,
    movedSinceMilli,
    proposedMilli,
    asOfCount: !isRange({ around }),
    around,
  }
}

/** Our own adjustment is no change of the book between two reads: the line was expected to be so all the time. */
function takenBack(book: BookFacts, { settledAt, deltaMilli }: EarlierProposal): readonly BookChange[] {
  if (settledAt === null) return []
  const by = book.reads.find((read) => read >= settledAt)
  const after = book.reads.findLast((read) => read < settledAt)
  return by === undefined || after === undefined ? [] : [{ quantityMilli: -deltaMilli, after, by }]
}

/** The movements by which the backend booked our own proposal: one, or several that make it up. */
function bookedBy(
  { documentId, deltaMilli, asOfAt }: EarlierProposal,
  movements: readonly PositionMovement[],
): readonly PositionMovement[] {
  const whole = movements.filter((movement) => movement.quantityMilli === deltaMilli)
  const found =
    whole.find((movement) => movement.externalRef === documentId) ??
    whole.find((movement) => movement.occurredAt === asOfAt)
  if (found) return [found]
  const parts = movements.filter(
    ({ occurredAt, quantityMilli }) =>
      occurredAt === asOfAt && Math.sign(quantityMilli) === Math.sign(deltaMilli),
  )
  return parts.reduce((sum, part) => sum + part.quantityMilli, 0) === deltaMilli ? parts : []
}

function isInRead(
  book: BookFacts,
  proposal: EarlierProposal & { readonly booked: readonly PositionMovement[] },
): boolean {
  if (proposal.booked.length > 0) return true
  return proposal.settledAt !== null && proposal.settledAt <= book.readAt
}
