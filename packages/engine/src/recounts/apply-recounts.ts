import { settleRecount, type LocationId, type PersonId, type ProductId } from '@cyclecount/domain'
import { compareCount } from '../reconcile/compare.ts'
import type { Comparison, LineFound, LineRecount } from '../reconcile/comparison.ts'
import type { CountedItem } from '../reconcile/count-facts.ts'
import type { AskedPlace, Recount } from './read-recounts.ts'

/** One count of a place: the first one, or a recount. */
interface PlaceCount {
  readonly round: number
  readonly at: number
  readonly by: readonly PersonId[]
  readonly lines: readonly LineFound[]
}

/**
 * The lines of the first count with those that were recounted as their counts come to. Every recount is compared with the book as of its
 * own time, so that a sale between two counts does not set them apart. Pure: the same recounts in any order give the same lines.
 */
export function applyRecounts(
  lines: readonly LineFound[],
  recounts: readonly Recount[],
  comparison: Pick<Comparison, 'book' | 'proposed'>,
  { round, agreeWithinMilli }: { readonly round: number; readonly agreeWithinMilli: number },
): readonly LineFound[] {
  if (recounts.length === 0) return lines
  const inOrder = recounts.toSorted((a, b) => a.doneAt - b.doneAt || a.round - b.round)
  const again = new Map<string, PlaceCount[]>()
  for (const recount of inOrder) {
    const found = Map.groupBy(compareRecount(recount, comparison), placeOf)
    const asked = new Set(recount.asked.map((place) => placeKey(place.productId, place.locationId)))
    for (const place of asked) {
      const counts = again.get(place) ?? []
      again.set(place, counts)
      const { by, doneAt: at } = recount
      counts.push({ round: recount.round, at, by, lines: found.get(place) ?? [] })
    }
  }
  const first = Map.groupBy(lines, placeOf)
  const kept = lines.filter((line) => !again.has(placeOf(line)))
  const settled = [...again].flatMap(([place, counts]) =>
    settledLines([firstCount(round, first.get(place) ?? []), ...counts], agreeWithinMilli),
  )
  return [...kept, ...settled].toSorted((a, b) => (a.lineKey < b.lineKey ? -1 : 1))
}

function firstCount(round: number, lines: readonly LineFound[]): PlaceCount {
  return {
    round,
    at: Math.max(0, ...lines.map((line) => line.asOfAt)),
    by: [...new Set(lines.flatMap((line) => line.counters))].toSorted(),
    lines,
  }
}

function settledLines(counts: readonly PlaceCount[], agreeWithinMilli: number): readonly LineFound[] {
  const variances = counts.map(
    ({ lines }) => new Map(lines.map((line) => [line.lineKey, line.varianceQuantityOnHand])),
  )
  const { state, stands } = settleRecount(variances, agreeWithinMilli)
  const counters = [...new Set(counts.flatMap(({ by }) => by))].toSorted()
  return (counts[stands]?.lines ?? []).map((line) => {
    const recount: LineRecount = { state, stands, counts: counts.map((count) => figuresIn(count, line)) }
    return { ...line, counters, recount }
  })
}

/** What a count found of the line; nothing where it has no such line. */
function figuresIn(
  { round, at, by, lines }: PlaceCount,
  { lineKey }: LineFound,
): LineRecount['counts'][number] {
  const line = lines.find((found) => found.lineKey === lineKey)
  const expectedMilli = line?.systemQuantityOnHand ?? 0
  const countedMilli = line?.actualQuantityOnHand ?? 0
  return { round, at: line?.asOfAt ?? at, by, expectedMilli, countedMilli }
}

/** What the recount found at the places that were asked, and no others. */
function compareRecount(
  recount: Recount,
  { book, proposed }: Pick<Comparison, 'book' | 'proposed'>,
): readonly LineFound[] {
  const { areaId, asked, by, doneAt, emptied } = recount
  const products = new Set(asked.map((place) => place.productId))
  const isAsked = ({ productId }: { readonly productId: ProductId | null }) =>
    productId !== null && products.has(productId)
  const items = recount.items.flatMap((item) => atAskedPlace(item, asked, book.knowsBins))
  const places = new Set(asked.flatMap(({ locationId }) => locationId ?? []))
  return compareCount({
    facts: {
      isComplete: true,
      items,
      emptied,
      areasOfLocation: new Map([...places].map((locationId) => [locationId, [areaId]])),
      doneAt: new Map([[areaId, doneAt]]),
      countersOfArea: new Map([[areaId, by]]),
      isEveryAreaDone: true,
      products,
    },
    book: {
      ...book,
      onHand: book.onHand.filter(isAsked),
      movements: book.movements.filter(isAsked),
      changes: book.changes.filter(isAsked),
    },
    proposed,
  })
}

/**
 * The item at the place that was asked for. Where only one place of its product was, and either names no bin, it is of that place: nobody
 * names the bin twice who was sent to it. What else was scanned in a recount changes no figure.
 */
function atAskedPlace(
  item: CountedItem,
  asked: readonly AskedPlace[],
  knowsBins: boolean,
): readonly CountedItem[] {
  const places = asked.filter(({ productId }) => productId === item.productId)
  const [only] = places
  if (!only) return []
  if (!knowsBins || places.some(({ locationId }) => locationId === item.locationId)) return [item]
  const isVague = item.locationId === null || only.locationId === null
  return places.length === 1 && isVague ? [{ ...item, locationId: only.locationId }] : []
}

function placeOf({ productId, locationId }: LineFound): string {
  return placeKey(productId, locationId)
}

function placeKey(productId: ProductId | null, locationId: LocationId | null): string {
  return JSON.stringify([productId, locationId])
}
