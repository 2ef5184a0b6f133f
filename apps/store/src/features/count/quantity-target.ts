import type { CountItem, LocationId } from '@cyclecount/domain'
import type { CaptureRequest, KnownProduct } from '@cyclecount/sync'
import type { KeypadOutcome } from '@cyclecount/ui'
import { lineOfItem, lineOfProduct, productOf } from './count-controller.ts'
import { locationName, type CountModel } from './count-model.ts'

/** What a quantity is keyed for: a line there is, or a product that was found by hand. */
export type QuantityTarget = {
  readonly currentMilli: number
  readonly place: string | null
} & (
  | { readonly kind: 'line'; readonly item: CountItem; readonly product: KnownProduct | null }
  | { readonly kind: 'product'; readonly product: KnownProduct; readonly locationId: LocationId | null }
)

/** A line there is, with what stands there now. */
export function targetOf(model: CountModel, line: CountItem): QuantityTarget {
  return {
    kind: 'line',
    item: line,
    product: productOf(model, line.productId),
    place: locationName(model, line.locationId),
    currentMilli: line.quantityMilli,
  }
}

/** `set` says how many there are, `add` how many more were found. */
export function requestOf(target: QuantityTarget, outcome: KeypadOutcome): CaptureRequest {
  return {
    kind: outcome.mode === 'set' ? 'set' : 'hand',
    line: target.kind === 'line' ? lineOfItem(target.item) : lineOfProduct(target.product, target.locationId),
    packUnits: 1,
    quantityMilli: outcome.amountMilli,
  }
}
