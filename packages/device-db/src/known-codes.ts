import type { FacilityId } from '@cyclecount/domain'
import type { CodeChoice } from '@cyclecount/sync'
import { Dexie } from 'dexie'
import type { DeviceDatabase } from './database.ts'
import { choicesOf, type CodedProduct } from './look-up.ts'
import { FacilityRow, ProductRow, readRow, readRows } from './rows.ts'

/**
 * What the codes of one facility's catalogue mean, in memory: a scan that need not ask the database is shown in half the time, for
 * threads that slept between two scans answer late. 60,000 products take about 20 MB.
 */
export interface KnownCodes {
  /** Undefined where the database has to be asked. */
  readonly choices: (facilityId: FacilityId, codeKey: string) => readonly CodeChoice[] | undefined
  /** Reads a facility's catalogue in small parts, between which scans go first. Until all of it is here, nothing is. */
  readonly learn: (facilityId: FacilityId) => Promise<void>
  /** The catalogue changes, here or in another tab. */
  readonly forget: () => void
}

interface Known {
  readonly facilityId: FacilityId
  /** Where in `products` those of a code stand. */
  readonly places: Map<string, number | readonly number[]>
  /** Each product as JSON: a text costs the memory a third of what an object does, and its collector nothing. */
  readonly products: string[]
}

/** Few enough that nobody notices how long reading them takes. */
const AT_ONCE = 200

export function createKnownCodes(database: DeviceDatabase): KnownCodes {
  let known: Known | null = null
  let learning: object | null = null

  async function read(facilityId: FacilityId, isWanted: () => boolean): Promise<Known | null> {
    const facility = readRow(FacilityRow, await database.facilities.get(facilityId))
    if (typeof facility?.catalogue?.version !== 'number') return null
    const learnt: Known = { facilityId, places: new Map(), products: [] }
    let after: readonly unknown[] = [facilityId]
    while (isWanted()) {
      const rows = await database.products
        .where(':id')
        .between(after, [facilityId, Dexie.maxKey], false)
        .limit(AT_ONCE)
        .toArray()
      for (const row of readRows(ProductRow, rows)) add(learnt, row)
      const last = rows.at(-1)
      if (!last) return learnt
      after = [facilityId, last.productId]
    }
    return null
  }

  return {
    choices(facilityId, codeKey) {
      if (known?.facilityId !== facilityId) return undefined
      const places = [known.places.get(codeKey) ?? []].flat()
      const { products } = known
      return choicesOf(
        places.map((place) => parsed(products[place])).filter((row) => row !== null),
        codeKey,
      )
    },
    async learn(facilityId) {
      if (known?.facilityId === facilityId || learning) return
      const mine = {}
      learning = mine
      try {
        const learnt = await read(facilityId, () => learning === mine)
        if (learning === mine) known = learnt
      } finally {
        if (learning === mine) learning = null
      }
    },
    forget() {
      known = null
      learning = null
    },
  }
}

function add({ places, products }: Known, row: ProductRow): void {
  const { productId, sku, title, unit, decimals, tracking, active, codes } = row
  const kept: CodedProduct = { productId, sku, title, unit, decimals, tracking, active, codes }
  const place = products.push(JSON.stringify(kept)) - 1
  for (const [codeKey] of codes) {
    const before = places.get(codeKey)
    places.set(codeKey, before === undefined ? place : [before, place].flat())
  }
}

/** What was written by `add`. */
function parsed(text: string | undefined): CodedProduct | null {
  return text === undefined ? null : (JSON.parse(text) as CodedProduct)
}
