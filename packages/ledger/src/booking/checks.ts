import { isQuantity, quantityText } from '@cyclecount/domain'
import { refuse, type Refusal } from '../refusal.ts'
import { lineKey, positionKey, type Books, type Entry } from './books.ts'
import type { LockedFacility } from './facility-lock.ts'
import type { Facts, ProductFacts } from './facts.ts'

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
  if (!facts.reasonIsKnown)
    return refuse('unknown-reason', `The inventory ledger knows no reason “${reason}”.`)
  if (unitCost && unitCost.currency !== facility.currency)
    return refuse('bad-cost', `${facility.name} keeps its books in ${facility.currency}.`)
  if (unitCost && (unitCost.valueMicros < 0n || unitCost.perMilli <= 0))
    return refuse('bad-cost', 'A cost is never below 0, and is that of more than nothing.')
  for (const entry of entries) {
    const refusal = checkLine(scene, entry) ?? checkNegative(scene, entry)
    if (refusal) return refusal
  }
  return null
}

function checkLine({ facility, facts, product }: Scene, entry: Entry): Refusal | null {
  const { line, quantityMilli, counted } = entry
  if (line.binId !== null && !facts.bins.has(line.binId))
    return refuse('unknown-bin', `${facility.name} has no such bin.`)
  if (line.unit !== product.unit)
    return refuse('wrong-unit', `${product.sku} is kept in ${product.unit}, not in ${line.unit}.`)
  const amounts = [quantityMilli, counted?.countedMilli ?? 0, counted?.expectedMilli ?? 0]
  if (!amounts.every(isQuantity))
    return refuse('bad-quantity', 'That is not a quantity the inventory ledger can hold.')
  if (quantityMilli === 0 && (entry.cost.kind === 'average' || entry.cost.kind === 'at'))
    return refuse('bad-quantity', 'A movement of nothing is not booked.')
  if (!product.decimals && quantityMilli % 1000 !== 0)
    return refuse(
      'bad-quantity',
      `${product.sku} is kept in whole units, which ${quantityText(quantityMilli)} is not.`,
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
  const place = line.binId === null ? '' : ` in ${facts.bins.get(line.binId) ?? 'its bin'}`
  return refuse(
    'negative-stock',
    `${facility.name} holds ${quantityText(held)} of ${product.sku}${place} (${stockState}), so ` +
      `${quantityText(-quantityMilli)} cannot be taken out: its stock is protected against going below 0.`,
  )
}
