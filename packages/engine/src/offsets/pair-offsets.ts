import type { LocationId, ProductId } from '@cyclecount/domain'

/** What the rule looks at of an open line. */
export interface OffsetLine {
  readonly lineKey: string
  readonly productId: ProductId
  readonly locationId: LocationId | null
  readonly lot: string | null
  readonly serial: string | null
  readonly stockState: string
  readonly owner: string
  readonly unit: string
  readonly varianceMilli: number
  /** Codes of the product that mean another one too. */
  readonly sharedCodes: readonly string[]
  /** What variants of one product have in common; null where nobody says. */
  readonly style: string | null
}

/** In this order: what lies closest together is most likely one mistake. */
export const offsetKinds = ['lot', 'code', 'variant', 'place'] as const
export type OffsetKind = (typeof offsetKinds)[number]

/** `from` is short of as much as `to` is over. */
export interface Offset<L extends OffsetLine> {
  readonly kind: OffsetKind
  readonly from: L
  readonly to: L
}

/** What kind of move would explain both lines; null where none would. Only whole variances cancel out, of one unit, state and owner. */
export function offsetKind(from: OffsetLine, to: OffsetLine): OffsetKind | null {
  const isWhole = from.varianceMilli < 0 && from.varianceMilli + to.varianceMilli === 0
  const isAlike = from.unit === to.unit && from.owner === to.owner && from.stockState === to.stockState
  if (!isWhole || !isAlike) return null
  const isOnePlace = from.locationId === to.locationId
  const isOneLot = from.lot === to.lot && from.serial === to.serial
  if (from.productId === to.productId) {
    if (isOnePlace) return isOneLot ? null : 'lot'
    return isOneLot ? 'place' : null
  }
  if (!isOnePlace) return null
  if (from.sharedCodes.some((code) => to.sharedCodes.includes(code))) return 'code'
  return from.style !== null && from.style === to.style ? 'variant' : null
}

/** Names a pair, whichever of the two is said first. */
export function pairKey(one: string, other: string): string {
  return JSON.stringify(one < other ? [one, other] : [other, one])
}

/**
 * Pairs lines that cancel out, each line in one pair at most. Pure and deterministic: the lines in any order give the same pairs, by kind
 * and then by line key. Pairs that were rejected are not made again; their lines may pair with others.
 */
export function pairOffsets<L extends OffsetLine>(
  lines: readonly L[],
  rejected: ReadonlySet<string>,
): readonly Offset<L>[] {
  const inOrder = lines.toSorted((a, b) => (a.lineKey < b.lineKey ? -1 : 1))
  const over = inOrder.filter((line) => line.varianceMilli > 0)
  const short = inOrder.filter((line) => line.varianceMilli < 0)
  const taken = new Set<string>()
  const found: Offset<L>[] = []
  for (const kind of offsetKinds) {
    const candidates = Map.groupBy(
      over.flatMap((line) => placesOf(kind, line).map((place) => ({ place, line }))),
      ({ place }) => place,
    )
    for (const from of short) {
      if (taken.has(from.lineKey)) continue
      const to = placesOf(kind, from)
        .flatMap((place) => candidates.get(place) ?? [])
        .find(
          ({ line }) =>
            !taken.has(line.lineKey) &&
            !rejected.has(pairKey(from.lineKey, line.lineKey)) &&
            offsetKind(from, line) === kind,
        )?.line
      if (!to) continue
      taken.add(from.lineKey).add(to.lineKey)
      found.push({ kind, from, to })
    }
  }
  return found
}

/** Where a partner is looked for, so that not every line is held against every other. */
function placesOf(kind: OffsetKind, line: OffsetLine): readonly string[] {
  const amount = Math.abs(line.varianceMilli)
  if (kind === 'code') return line.sharedCodes.map((code) => JSON.stringify([code, line.locationId, amount]))
  if (kind === 'variant')
    return line.style === null ? [] : [JSON.stringify([line.style, line.locationId, amount])]
  return [JSON.stringify([line.productId, amount])]
}
