import type { PersonId } from '@cyclecount/domain'
import type { Comparison, CountedState, Line } from './comparison.ts'
import { placeAt, type Places } from './lines.ts'

/**
 * Whose count the line is, so that somebody else decides it: who counted its items; who found its bin empty; of what nobody found,
 * everybody who looked for it, which is who submitted an area that holds its place (any area, where it lies in none that was
 * submitted) and who counted the product there.
 */
export function countersOf(
  { facts }: Comparison,
  places: Places,
  line: Line,
  state: CountedState,
): readonly PersonId[] {
  const { locationId, productId } = line
  if (line.items.length > 0) return line.items.map((item) => item.countedBy)
  if (state === 'confirmed-empty' && locationId !== null) return facts.emptied.get(locationId)?.by ?? []
  const areas = locationId === null ? [] : (facts.areasOfLocation.get(locationId) ?? [])
  const here = areas.flatMap((area) => facts.countersOfArea.get(area) ?? [])
  const there = productId === null ? undefined : placeAt(places, productId, locationId)
  const looked = here.length > 0 ? here : [...facts.countersOfArea.values()].flat()
  return [...looked, ...(there?.items.map((item) => item.countedBy) ?? [])]
}
