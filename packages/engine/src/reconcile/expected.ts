import { expectedAsOf } from '@cyclecount/domain'
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

/** What the book said of the line when it was counted, and what earlier versions of it still owe the book. */
export function expectedOf(
  { book, proposed }: Comparison,
  line: Line,
  readMilli: number,
  countedAt: number,
): { expectedMilli: number; movedSinceMilli: number; movements: number; proposedMilli: number } {
  if (line.productId === null) return { expectedMilli: 0, movedSinceMilli: 0, movements: 0, proposedMilli: 0 }
  const earlier = (proposed.get(line.lineKey) ?? []).map((proposal) => ({
    ...proposal,
    booked: bookedBy(proposal, line.movements),
  }))
  const ours = new Set(earlier.flatMap((proposal) => proposal.booked))
  const others = line.movements.filter((movement) => !ours.has(movement))
  const proposedMilli = earlier
    .filter((proposal) => !isInRead(book, proposal))
    .reduce((sum, proposal) => sum + proposal.deltaMilli, 0)
  if (!book.knowsMovements) {
    return { expectedMilli: readMilli + proposedMilli, movedSinceMilli: 0, movements: 0, proposedMilli }
  }
  const expected = expectedAsOf(readMilli, others, countedAt)
  return { ...expected, expectedMilli: expected.expectedMilli + proposedMilli, proposedMilli }
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
