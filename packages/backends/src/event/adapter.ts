import type {
  Adjustment,
  BackendAdapter,
  EventPost,
  LookUpOutcome,
  Offer,
  PushOutcome,
} from '@cyclecount/backend-port'
import { say } from '../words/say.ts'

export interface EventAdapterOptions {
  /** Where the facilities' books are read. They follow what the backend books. */
  readonly books: BackendAdapter
  readonly post: EventPost
}

/**
 * A backend that is asked by an event and answers by an event (ADR 0038). What it accepts is booked in `books`, too, under the same key, so that
 * the next count is compared with what it says now. Masters, stock, movements and observations of counts are those of `books`; so are the
 * adjustments of facilities that do not work by events. What was asked by an event is answered by an event, also where the facility has left off
 * meanwhile: nothing is offered in both ways.
 */
export function eventAdapter({ books, post }: EventAdapterOptions): BackendAdapter {
  const push = async (adjustment: Adjustment): Promise<PushOutcome> => {
    const asked = await post.ask(adjustment)
    switch (asked.kind) {
      case 'asked':
        return { kind: 'asked', message: say('event.asked'), answerBy: asked.answerBy }
      case 'other':
        return { kind: 'rejected', message: say('event.otherContent') }
      case 'elsewhere':
        return books.push(adjustment)
    }
  }
  const { offerAll } = books
  return {
    ...books,
    capabilities: { ...books.capabilities, kind: 'event' },
    push,
    lookUp: (facility, idempotencyKey) => lookUp({ books, post }, facility, idempotencyKey),
    ...(offerAll === undefined
      ? {}
      : { offerAll: (offers: readonly Offer[]) => offerTogether({ books, post }, push, offerAll, offers) }),
  }
}

async function lookUp(
  { books, post }: EventAdapterOptions,
  facility: string,
  idempotencyKey: string,
): Promise<LookUpOutcome> {
  const before = await post.find(facility, idempotencyKey)
  if (before === null) return books.lookUp(facility, idempotencyKey)
  const { answer, answerBy, adjustment } = before
  if (answer === null) return { kind: 'asked', message: say('event.asked'), answerBy }
  if (answer.kind !== 'accepted') return answer
  const followed = await books.push(adjustment)
  switch (followed.kind) {
    case 'accepted':
      return answer
    case 'rejected':
      // The backend has booked it all the same: what it says is what counts.
      return { ...answer, message: say('event.booksDiffer', { why: followed.message }) }
    case 'not-now':
    case 'unknown':
    case 'asked':
      return { kind: 'unknown', message: followed.message }
  }
}

/** The books take several in one call; what goes by events is published one by one. */
async function offerTogether(
  { books, post }: EventAdapterOptions,
  push: BackendAdapter['push'],
  offerAll: NonNullable<BackendAdapter['offerAll']>,
  offers: readonly Offer[],
): Promise<readonly PushOutcome[]> {
  const facilities = new Set(
    offers.map((offer) => (offer.kind === 'adjustment' ? offer.adjustment : offer.observation).facility),
  )
  const byEvent = await Promise.all([...facilities].map((facility) => post.isByEvent(facility)))
  if (!byEvent.includes(true)) return offerAll(offers)
  const outcomes: PushOutcome[] = []
  for (const offer of offers) {
    const outcome =
      offer.kind === 'adjustment' ? await push(offer.adjustment) : await books.observe(offer.observation)
    outcomes.push(outcome)
    if (outcome.kind === 'not-now' || outcome.kind === 'unknown') break
  }
  return outcomes
}
