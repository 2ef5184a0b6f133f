import type {
  Adjustment,
  ComparedPosition as Compared,
  CountObservation,
  LookUpOutcome,
  PushOutcome,
} from '@cyclecount/backend-port'
import { parseId, type FacilityId, type LocationId, type ProductId, type Sentence } from '@cyclecount/domain'
import {
  adjustByCount,
  findOutcome,
  observeCount,
  type ComparedPosition,
  type CountAdjustment,
  type Ledger,
  type Outcome,
} from '@cyclecount/ledger'
import { bookedState } from './stock-state.ts'
import { say } from '../words/say.ts'

type Offered = Adjustment | CountObservation
type Accepted = Extract<PushOutcome, { readonly kind: 'accepted' | 'rejected' }>

/** The common reason of a count on the card; an adjustment carries the one a person gave. */
const COUNTED = 'count'

export function pushAdjustment(ledger: Ledger, adjustment: Adjustment): Promise<PushOutcome> {
  const { deltaMilli, basis } = adjustment
  const among = adjustment.among?.map(comparedOf)
  if (among?.some((position) => position === null))
    return Promise.resolve({ kind: 'rejected', message: say('ledger.noBinOrState') })
  const known = among?.filter((position) => position !== null)
  return offer(adjustment, (place) =>
    adjustByCount(ledger, {
      ...place,
      ...(known ? { among: known } : {}),
      deltaMilli,
      countedMilli: basis.countedMilli,
      expectedMilli: basis.expectedMilli,
      reason: adjustment.reason,
      comment: adjustment.note,
    }),
  )
}

export function observeCounted(ledger: Ledger, observation: CountObservation): Promise<PushOutcome> {
  const { countedMilli, expectedMilli, round, countKind } = observation
  return offer(observation, (place) =>
    observeCount(ledger, {
      ...place,
      kind: countKind === 'physical' ? 'physical-count' : 'cycle-count',
      countedMilli,
      expectedMilli,
      round,
      reason: COUNTED,
      comment: '',
    }),
  )
}

export async function lookUpOutcome(ledger: Ledger, facility: string, key: string): Promise<LookUpOutcome> {
  const facilityId = parseId<FacilityId>(facility)
  if (!facilityId) return { kind: 'not-taken' }
  try {
    const outcome = await findOutcome(ledger, facilityId, key)
    return outcome ? answerOf(outcome) : { kind: 'not-taken' }
  } catch {
    return { kind: 'unknown', message: say('ledger.noAnswer') }
  }
}

function comparedOf(position: Compared): ComparedPosition | null {
  const { location, lot, serial, owner } = position
  const binId = location === null ? null : parseId<LocationId>(location)
  const stockState = bookedState(position.stockState)
  if ((location !== null && binId === null) || stockState === null) return null
  return { binId, lot, serial, owner, stockState }
}

type Place = Omit<
  CountAdjustment,
  'among' | 'deltaMilli' | 'countedMilli' | 'expectedMilli' | 'reason' | 'comment'
>

async function offer(offered: Offered, book: (place: Place) => Promise<Outcome>): Promise<PushOutcome> {
  const place = placeOf(offered)
  if (typeof place === 'string') return { kind: 'rejected', message: place }
  try {
    return answerOf(await book(place))
  } catch {
    // The connection may have gone with the commit or before it.
    return { kind: 'unknown', message: say('ledger.noAnswer') }
  }
}

/** In the ledger's own terms, or a sentence that says what it does not know. */
function placeOf(offered: Offered): Place | Sentence {
  const facilityId = parseId<FacilityId>(offered.facility)
  const productId = parseId<ProductId>(offered.product)
  const binId = offered.location === null ? null : parseId<LocationId>(offered.location)
  const stockState = bookedState(offered.stockState)
  if (!facilityId) return say('ledger.noFacility')
  if (!productId) return say('ledger.noProduct')
  if (offered.location !== null && !binId) return say('ledger.noBin')
  if (!stockState) return say('ledger.noState', { state: offered.stockState })
  const { lot, serial, owner, unit, actor, sourceRef, idempotencyKey, countedAt: occurredAt } = offered
  const stock = { facilityId, productId, binId, stockState, lot, serial, owner, unit }
  return { ...stock, actor, sourceRef, idempotencyKey, occurredAt }
}

function answerOf(outcome: Outcome): Accepted {
  if (outcome.kind === 'refused') return { kind: 'rejected', message: outcome.refusal.message }
  const { documentId, onHandAfterMilli, message } = outcome
  return { kind: 'accepted', documentId, onHandAfterMilli, message }
}
