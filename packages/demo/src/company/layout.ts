import type { RetailerFacility, RetailerLocation } from '@cyclecount/ledger'
import type { Department } from './product-line.ts'

/** A row of bins that one person counts in one go. Bins are named aisle-bay-shelf: `A-01-2`. */
export interface Aisle {
  readonly aisle: string
  readonly zone: string
  readonly zoneName: string
  /** What people call it; the area has the same name. */
  readonly name: string
  /** What lies there for sale; a row without departments is reserve. */
  readonly departments: readonly Department[]
  readonly bays: number
  readonly shelves: number
}

export interface Layout {
  readonly facility: RetailerFacility
  readonly aisles: readonly Aisle[]
  /** How many products of each department are kept. */
  readonly range: Readonly<Record<Department, number>>
  /** How many of a thousand products have a second bin in reserve. */
  readonly reservePerMille: number
  /** Local hours, in minutes after midnight, in which customers are served. */
  readonly openFrom: number
  readonly openUntil: number
}

type AisleRow = readonly [
  aisle: string,
  zone: string,
  zoneName: string,
  name: string,
  departments: readonly Department[],
  bays: number,
  shelves: number,
]

function aislesOf(rows: readonly AisleRow[]): readonly Aisle[] {
  return rows.map(([aisle, zone, zoneName, name, departments, bays, shelves]) => ({
    aisle,
    zone,
    zoneName,
    name,
    departments,
    bays,
    shelves,
  }))
}

/** Small enough that one person counts it by hand. */
const harborStreet: Layout = {
  facility: {
    code: 'S12',
    name: 'Harbor Street',
    kind: 'store',
    timeZone: 'America/New_York',
    allowsNegativeStock: false,
  },
  aisles: aislesOf([
    ['A', 'FLOOR', 'Shop floor', 'Outdoor wall', ['outdoor'], 4, 2],
    ['B', 'FLOOR', 'Shop floor', 'Clothing and boots', ['clothing'], 5, 2],
    ['C', 'FLOOR', 'Shop floor', 'Kitchen and home', ['home'], 4, 2],
    ['D', 'PANTRY', 'Pantry corner', 'Pantry corner', ['pantry'], 3, 2],
    ['G', 'YARD', 'Covered yard', 'Covered yard', ['garden'], 3, 2],
    ['T', 'TILL', 'Till and window', 'Till and window', ['till'], 4, 1],
    ['R', 'BACK', 'Back room', 'Back room', [], 4, 2],
    ['S', 'STOCK', 'Stock room', 'Stock room upstairs', [], 3, 2],
  ]),
  range: { outdoor: 50, clothing: 52, home: 40, garden: 20, pantry: 24, till: 18 },
  reservePerMille: 320,
  openFrom: 9 * 60,
  openUntil: 19 * 60,
}

const cottonwood: Layout = {
  facility: {
    code: 'S27',
    name: 'Cottonwood Plaza',
    kind: 'store',
    timeZone: 'America/Denver',
    allowsNegativeStock: false,
  },
  aisles: aislesOf([
    ['A', 'FLOOR', 'Shop floor', 'Tents, bags, sleeping', ['outdoor'], 12, 4],
    ['B', 'FLOOR', 'Shop floor', 'Clothing and boots', ['clothing'], 14, 4],
    ['C', 'FLOOR', 'Shop floor', 'Kitchen and home', ['home'], 9, 4],
    ['D', 'FLOOR', 'Shop floor', 'Pantry', ['pantry'], 4, 3],
    ['G', 'YARD', 'Garden yard', 'Garden yard', ['garden'], 6, 3],
    ['T', 'TILL', 'Tills', 'Tills and impulse shelves', ['till'], 6, 2],
    ['R', 'BACK', 'Back room', 'Back room', [], 8, 3],
    ['S', 'STOCK', 'Stock room', 'Stock room', [], 8, 3],
  ]),
  range: { outdoor: 230, clothing: 330, home: 150, garden: 70, pantry: 30, till: 50 },
  reservePerMille: 180,
  openFrom: 9 * 60,
  openUntil: 20 * 60,
}

/** Half an hour off every other store, and its book may go below zero. */
const signalHill: Layout = {
  facility: {
    code: 'S41',
    name: 'Signal Hill',
    kind: 'store',
    timeZone: 'America/St_Johns',
    allowsNegativeStock: true,
  },
  aisles: aislesOf([
    ['A', 'FLOOR1', 'Ground floor', 'Tents, bags, sleeping', ['outdoor'], 12, 4],
    ['C', 'FLOOR1', 'Ground floor', 'Kitchen and home', ['home'], 12, 4],
    ['D', 'FLOOR1', 'Ground floor', 'Pantry', ['pantry'], 4, 3],
    ['T', 'TILL', 'Tills', 'Tills and impulse shelves', ['till'], 6, 2],
    ['B', 'FLOOR2', 'Upper floor', 'Clothing and boots', ['clothing'], 16, 4],
    ['G', 'YARD', 'Garden yard', 'Garden yard', ['garden'], 6, 3],
    ['R', 'BACK', 'Back room', 'Back room', [], 8, 3],
    ['S', 'STOCK', 'Basement', 'Basement stock', [], 10, 3],
  ]),
  range: { outdoor: 270, clothing: 370, home: 230, garden: 90, pantry: 36, till: 64 },
  reservePerMille: 150,
  openFrom: 9 * 60,
  openUntil: 21 * 60,
}

const inlandDepot: Layout = {
  facility: {
    code: 'W01',
    name: 'Inland depot',
    kind: 'warehouse',
    timeZone: 'America/Los_Angeles',
    allowsNegativeStock: false,
  },
  aisles: aislesOf([
    ['A', 'PICK', 'Pick faces', 'Pick A, outdoor', ['outdoor'], 18, 4],
    ['B', 'PICK', 'Pick faces', 'Pick B, clothing', ['clothing'], 24, 4],
    ['C', 'PICK', 'Pick faces', 'Pick C, home', ['home'], 18, 4],
    ['D', 'PICK', 'Pick faces', 'Pick D, food and small goods', ['pantry', 'till'], 8, 4],
    ['G', 'PICK', 'Pick faces', 'Pick G, garden', ['garden'], 10, 4],
    ['K', 'BULK', 'Pallet racks', 'Pallet rack K', [], 16, 4],
    ['L', 'BULK', 'Pallet racks', 'Pallet rack L', [], 16, 4],
  ]),
  range: { outdoor: 440, clothing: 640, home: 330, garden: 180, pantry: 30, till: 60 },
  reservePerMille: 200,
  openFrom: 0,
  openUntil: 24 * 60,
}

/** The stores of the chain. */
export const storeLayouts: readonly Layout[] = [harborStreet, cottonwood, signalHill]

/** The one that supplies them. */
export const warehouseLayout: Layout = inlandDepot

export const layouts: readonly Layout[] = [...storeLayouts, warehouseLayout]

/** The bins of an aisle in walking order. */
export function binsOf(aisle: Aisle): readonly string[] {
  const bays = Array.from({ length: aisle.bays }, (_, index) => String(index + 1).padStart(2, '0'))
  return bays.flatMap((bay) =>
    Array.from({ length: aisle.shelves }, (_, shelf) => `${aisle.aisle}-${bay}-${shelf + 1}`),
  )
}

/** Every bin of a facility. */
export function locationsOf(layout: Layout): readonly RetailerLocation[] {
  return layout.aisles.flatMap((aisle) =>
    binsOf(aisle).map((bin) => {
      const [, bay, shelf] = bin.split('-')
      return {
        facility: layout.facility.code,
        zone: aisle.zone,
        zoneName: aisle.zoneName,
        bin,
        name: `${aisle.name}, bay ${Number(bay)}, shelf ${shelf}`,
      }
    }),
  )
}
