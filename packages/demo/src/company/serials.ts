import type { RetailerMovement, RetailerOpening } from '@cyclecount/ledger'
import { lastDay, type FacilityClock } from './facility-clock.ts'
import type { KeptHistory } from './stock-keeping.ts'
import type { Layout } from './layout.ts'
import type { Random } from './random.ts'
import type { KeptProduct } from './range.ts'

/** The history of a product whose every unit has a number: each arrives once and is sold at most once. */
export function keepSerials(
  layout: Layout,
  kept: KeptProduct,
  clock: FacilityClock,
  random: Random,
): KeptHistory {
  const { sku, unitCostMicros } = kept.product
  const opening: RetailerOpening[] = []
  const movements: RetailerMovement[] = []
  const units = random.between(3, 6)
  const stay = random.between(1, 3)
  for (let unit = 0; unit < units; unit += 1) {
    const serial = serialOf(layout.facility.code, sku, unit)
    const one = { facility: layout.facility.code, bin: kept.bin, sku, lot: null, serial, unitCostMicros }
    const day = random.between(5, lastDay - 60)
    if (unit === 0) opening.push({ ...one, quantityMilli: 1000, at: clock.at(0, 0) })
    else movements.push({ ...one, ...arrival(layout, clock, day, random) })
    if (unit < units - stay)
      movements.push({ ...one, ...departure(layout, clock, day + random.between(1, 50), random) })
  }
  return { opening, movements, leftMilli: stay * 1000 }
}

function serialOf(facility: string, sku: string, unit: number): string {
  return `${sku.replaceAll('-', '')}${facility.slice(1)}${String((unit + 1) * 37).padStart(4, '0')}`
}

type Event = Pick<RetailerMovement, 'quantityMilli' | 'kind' | 'reason' | 'sourceRef' | 'at'>

function arrival(layout: Layout, clock: FacilityClock, day: number, random: Random): Event {
  const sourceRef = `PO-${layout.facility.code}-${clock.compactDate(day)}`
  return {
    quantityMilli: 1000,
    kind: 'receipt',
    reason: 'receipt',
    sourceRef,
    at: clock.at(day, 6 * 60 + random.below(40)),
  }
}

function departure(
  layout: Layout,
  clock: FacilityClock,
  day: number,
  random: Random,
): Event & { unitCostMicros: null } {
  const at = clock.at(day, random.between(layout.openFrom, layout.openUntil - 2))
  const report = `${layout.facility.code}-${clock.compactDate(day)}`
  const leaves = { quantityMilli: -1000, at, unitCostMicros: null }
  return layout.facility.kind === 'warehouse'
    ? { ...leaves, kind: 'transfer', reason: 'transfer', sourceRef: `WEB-${report}` }
    : { ...leaves, kind: 'sale', reason: 'sale', sourceRef: `POS-${report}` }
}
