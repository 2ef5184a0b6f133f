import { parseCode } from '@cyclecount/barcode'
import type { MyArea } from '@cyclecount/contract'
import { plainStock, type LocationId, type SessionId } from '@cyclecount/domain'
import type { LineRef } from '@cyclecount/sync'
import type { Handheld } from './handheld.ts'
import type { IowaStore, ShelfLine } from './iowa-store.ts'

/** Stands on one piece of a product that has a code of its own. */
export const RELABELLED = '8800112233445'
/** Something that is not the store's at all. */
export const FOREIGN = 'LOST-PARCEL-7'

const SEND_AFTER = 120

/** What was met on the way round: for a test that must not pass because it met nothing. */
export interface Round {
  scans: number
  cases: number
  ambiguous: number
  matches: number
  unknown: number
  byName: number
}

/** Counts one area after the other, bin by bin, as the shelves are; sends now and then, and submits each. */
export async function countAreas(
  handheld: Handheld,
  areas: readonly MyArea[],
  store: IowaStore,
): Promise<Round> {
  const round: Round = { scans: 0, cases: 0, ambiguous: 0, matches: 0, unknown: 0, byName: 0 }
  for (const area of areas) {
    const { assignmentId, runId, facilityId, areaId } = area
    const sessionId = await handheld.start({ assignmentId, runId, facilityId, areaId })
    const counting: Counting = { handheld, store, sessionId, round, meanings: new Map(), unsent: 0 }
    for (const { locationId, code } of area.locations) {
      if (code === store.emptyBin) await handheld.capture(sessionId, { kind: 'confirm-empty', locationId })
      for (const line of store.lines.filter(({ bin }) => bin === code))
        await countLine(counting, line, locationId)
    }
    await handheld.capture(sessionId, { kind: 'submit' })
    await handheld.send()
  }
  return round
}

interface Counting {
  readonly handheld: Handheld
  readonly store: IowaStore
  readonly sessionId: SessionId
  readonly round: Round
  /** Which SKU a shared code means in this session. */
  readonly meanings: Map<string, string>
  unsent: number
}

async function countLine(counting: Counting, line: ShelfLine, at: LocationId): Promise<void> {
  const { store, handheld, sessionId } = counting
  const { sku, how, lies } = line
  const code = store.unitCodes.get(sku)
  if (how === 'zero') return setTo(counting, line, at)
  if (lies === 0) return
  if (code === undefined || (counting.meanings.get(code) ?? sku) !== sku) return byName(counting, line, at)
  if (how === 'keyed') {
    await scan(counting, code, at)
    return setTo(counting, line, at)
  }
  const pack = store.cases.get(sku)
  const pieces = pack ? lies % pack.units : lies
  if (pack) {
    for (let left = lies - pieces; left > 0; left -= pack.units) {
      counting.round.cases += 1
      await scan(counting, pack.code, at)
    }
  }
  const own = how === 'relabelled' ? pieces - 1 : pieces
  for (let left = own; left > 0; left -= 1) await scanPiece(counting, sku, code, at)
  if (how === 'relabelled') {
    await scan(counting, RELABELLED, at)
    await scan(counting, FOREIGN, at)
  }
  if (how === 'undone') {
    const product = lineOf(counting, sku, at)
    const one = { kind: 'hand', line: product, packUnits: 1, quantityMilli: 1000 } as const
    const { scanId: target } = await handheld.capture(sessionId, one)
    await handheld.capture(sessionId, { kind: 'void', target })
  }
}

/** A code of several products is kept as it came; then the counter says which one it is, for the whole session. */
async function scanPiece(counting: Counting, sku: string, code: string, at: LocationId): Promise<void> {
  const found = await scan(counting, code, at)
  if (found !== 'ambiguous') return
  const { productId, unit } = productOf(counting, sku)
  const match = { kind: 'match', codeKey: parseCode(code).key, productId, packUnits: 1, unit } as const
  await counting.handheld.capture(counting.sessionId, match)
  counting.meanings.set(code, sku)
  counting.round.matches += 1
}

async function scan(counting: Counting, code: string, at: LocationId) {
  const { handheld, sessionId, round } = counting
  const { kind } = await handheld.scan(sessionId, code, at)
  round.scans += 1
  if (kind === 'ambiguous') round.ambiguous += 1
  if (kind === 'unknown') round.unknown += 1
  counting.unsent += 1
  if (counting.unsent >= SEND_AFTER) {
    counting.unsent = 0
    await handheld.send()
  }
  return kind
}

async function byName(counting: Counting, { sku, lies }: ShelfLine, at: LocationId): Promise<void> {
  counting.round.byName += 1
  const line = lineOf(counting, sku, at)
  const request = { kind: 'hand', line, packUnits: 1, quantityMilli: lies * 1000 } as const
  await counting.handheld.capture(counting.sessionId, request)
}

async function setTo(counting: Counting, { sku, lies }: ShelfLine, at: LocationId): Promise<void> {
  const line = lineOf(counting, sku, at)
  const request = { kind: 'set', line, packUnits: 1, quantityMilli: lies * 1000 } as const
  await counting.handheld.capture(counting.sessionId, request)
}

function lineOf(counting: Counting, sku: string, locationId: LocationId): LineRef {
  const { productId, unit } = productOf(counting, sku)
  const { stockState, owner } = plainStock
  const what = { productId, code: null, codeKey: null, lot: null, serial: null, expiry: null }
  return { ...what, stockState, owner, unit, locationId }
}

function productOf({ handheld }: Counting, sku: string) {
  const product = handheld.products.get(sku)
  if (!product) throw new Error(`${sku} is not on the device`)
  return product
}
