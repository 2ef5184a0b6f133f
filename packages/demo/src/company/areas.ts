import type { RetailerData } from '@cyclecount/ledger'
import { binsOf, layouts, type Aisle } from './layout.ts'

/** What one person is given to count. */
export interface DemoArea {
  readonly facility: string
  /** Unique within the facility. */
  readonly code: string
  readonly name: string
  readonly bins: readonly string[]
}

/** A longer aisle is counted by several people. */
const baysOfOnePerson = 8

/** The areas of the retailer's facilities: together they are every bin, and no bin is in two. */
export function demoAreas(retailer: RetailerData): readonly DemoArea[] {
  const present = new Set(retailer.facilities.map((facility) => facility.code))
  return layouts
    .filter((layout) => present.has(layout.facility.code))
    .flatMap((layout) => layout.aisles.flatMap((aisle) => areasOf(layout.facility.code, aisle)))
}

function areasOf(facility: string, aisle: Aisle): readonly DemoArea[] {
  const parts = Math.ceil(aisle.bays / baysOfOnePerson)
  const bins = binsOf(aisle)
  if (parts === 1) return [{ facility, code: aisle.aisle, name: aisle.name, bins }]
  const bays = Math.ceil(aisle.bays / parts)
  return Array.from({ length: parts }, (_, part) => ({
    facility,
    code: `${aisle.aisle}${part + 1}`,
    name: `${aisle.name}, bays ${part * bays + 1}–${Math.min((part + 1) * bays, aisle.bays)}`,
    bins: bins.slice(part * bays * aisle.shelves, (part + 1) * bays * aisle.shelves),
  }))
}
