import type {
  Adjustment,
  ComparedPosition as Compared,
  CountObservation,
  LookUpOutcome,
  Offer,
  PushOutcome,
} from '@cyclecount/backend-port'
import { parseId, type FacilityId, type LocationId, type ProductId, type Sentence } from '@cyclecount/domain'
import {
  findOutcome,
  recordCount,
  type ComparedPosition,
  type CountAdjustment,
  type Ledger,
  type OfCount,
  type Outcome,
} from '@cyclecount/ledger'
import { bookedState } from './stock-state.ts'
import { say } from '../words/say.ts'

type Offered = Adjustment | CountObservation
type Accepted = Extract<PushOutcome, { readonly kind: 'accepted' | 'rejected' }>

/** The common reason of a count on the card; an adjustment carries the one a person gave. */
const COUNTED = 'count'

export function pushAdjustment(ledger: Ledger, adjustment: Adjustment): Promise<PushOutcome> {
  return offerOne(ledger, { kind: 'adjustment', adjustment })
}

export function observeCounted(ledger: Ledger, observation: CountObservation): Promise<PushOutcome> {
  return offerOne(ledger, { kind: 'count-observation', observation })
}

async function offerOne(ledger: Ledger, offer: Offer): Promise<PushOutcome> {
  const [outcome] = await offerTogether(ledger, [offer])
  return outcome ?? { kind: 'unknown', message: say('ledger.noAnswer') }
}

/** All in one transaction of the ledger: one answer of the disk for all of them. */
export async function offerTogether(
  ledger: Ledger,
  offers: readonly Offer[],
): Promise<readonly PushOutcome[]> {
  const asked = offers.map(inLedgerTerms)
  const known = asked.filter((one) => typeof one !== 'string')
  try {
    const outcomes = (await recordCount(ledger, known))[Symbol.iterator]()
    return asked.map((one): PushOutcome => {
      if (typeof one === 'string') return { kind: 'rejected', message: one }
      const { value } = outcomes.next()
      return value ? answerOf(value) : { kind: 'unknown', message: say('ledger.noAnswer') }
    })
  } catch {
    // The connection may have gone with the commit or before it.
    return offers.map(() => ({ kind: 'unknown', message: say('ledger.noAnswer') }))
  }
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

/** What the ledger is asked to record, or a sentence that says what it does not know. */
function inLedgerTerms(offer: Offer): OfCount | Sentence {
  return offer.kind === 'adjustment' ? adjusted(offer.adjustment) : observed(offer.observation)
}

function adjusted(adjustment: Adjustment): OfCount | Sentence {
  const place = placeOf(adjustment)
  if (typeof place === 'string') return place
  const among = adjustment.among?.map(comparedOf)
  const known = among?.filter((position) => position !== null)
  if (among?.length !== known?.length) return say('ledger.noBinOrState')
  const { deltaMilli, basis, reason, note: comment } = adjustment
  return {
    kind: 'adjusted',
    adjustment: {
      ...place,
      ...(known ? { among: known } : {}),
      deltaMilli,
      countedMilli: basis.countedMilli,
      expectedMilli: basis.expectedMilli,
      reason,
      comment,
    },
  }
}

function observed(observation: CountObservation): OfCount | Sentence {
  const place = placeOf(observation)
  if (typeof place === 'string') return place
  const { countedMilli, expectedMilli, round, countKind } = observation
  const kind = countKind === 'physical' ? 'physical-count' : 'cycle-count'
  const reason = COUNTED
  return {
    kind: 'observed',
    observed: { ...place, kind, countedMilli, expectedMilli, round, reason, comment: '' },
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
