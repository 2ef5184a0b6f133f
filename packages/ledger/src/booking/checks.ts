import { isQuantity, quantityText } from '@cyclecount/domain'
import { refuse, type Refusal } from '../refusal.ts'
import { lineKey, positionKey, type Books, type Entry } from './books.ts'
import type { LockedFacility } from './facility-lock.ts'
import type { Facts, ProductFacts } from './facts.ts'
import { say } from '../words/say.ts'

export interface Scene {
  readonly facility: LockedFacility
  readonly facts: Facts
  readonly product: ProductFacts
  readonly books: Books
}

/** The first reason not to book the entries; null where there is none. */
export function checkEntries(scene: Scene, entries: readonly Entry[]): Refusal | null {
  const { facts, facility } = scene
  const { reason, unitCost } = facts.subject
  if (!facts.reasonIsKnown) return refuse('unknown-reason', say('unknown.reason', { reason }))
  if (unitCost && unitCost.currency !== facility.currency)
    return refuse('bad-cost', say('cost.currency', { facility: facility.name, currency: facility.currency }))
  if (unitCost && (unitCost.valueMicros < 0n || unitCost.perMilli <= 0))
    return refuse('bad-cost', say('cost.bad'))
  for (const entry of entries) {
    const refusal = checkLine(scene, entry) ?? checkNegative(scene, entry)
    if (refusal) return refusal
  }
  return null
}

function checkLine({ facility, facts, product }: Scene, entry: Entry): Refusal | null {
  const { line, quantityMilli, counted } = entry
  if (line.binId !== null && !facts.bins.has(line.binId))
    return refuse('unknown-bin', say('unknown.bin', { facility: facility.name }))
  if (line.unit !== product.unit)
    return refuse(
      'wrong-unit',
      say('quantity.unit', { sku: product.sku, unit: product.unit, given: line.unit }),
    )
  const amounts = [quantityMilli, counted?.countedMilli ?? 0, counted?.expectedMilli ?? 0]
  if (!amounts.every(isQuantity)) return refuse('bad-quantity', say('quantity.range'))
  if (quantityMilli === 0 && (entry.cost.kind === 'average' || entry.cost.kind === 'at'))
    return refuse('bad-quantity', say('quantity.nothing'))
  if (!product.decimals && quantityMilli % 1000 !== 0)
    return refuse(
      'bad-quantity',
      say('quantity.whole', { sku: product.sku, quantity: quantityText(quantityMilli) }),
    )
  return null
}

/** Whether the product's stock at the facility may not go below 0. */
export function isProtected({ facility, product }: Pick<Scene, 'facility' | 'product'>): boolean {
  return !(product.allowsNegative ?? facility.allowsNegative)
}

function checkNegative({ facility, facts, product, books }: Scene, entry: Entry): Refusal | null {
  const { line, stockState, quantityMilli } = entry
  if (quantityMilli >= 0 || stockState === null) return null
  if (!isProtected({ facility, product })) return null
  const held = books.positions.get(positionKey(lineKey(line), stockState))?.quantity_milli ?? 0
  if (held + quantityMilli >= 0) return null
  const values = {
    facility: facility.name,
    held: quantityText(held),
    sku: product.sku,
    state: stockState,
    taken: quantityText(-quantityMilli),
  }
  if (line.binId === null) return refuse('negative-stock', say('negative.line', values))
  const bin = facts.bins.get(line.binId)
  const sentence =
    bin === undefined ? say('negative.itsBin', values) : say('negative.bin', { ...values, bin })
  return refuse('negative-stock', sentence)
}
