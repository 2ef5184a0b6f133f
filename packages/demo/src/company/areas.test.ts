import { describe, expect, test } from 'vitest'
import { demoAreas } from './areas.ts'
import { demoRetailer, demoStoryFacility } from './retailer.ts'

const retailer = demoRetailer({ seed: '1', now: Date.UTC(2026, 10, 21, 13, 40) })
const areas = demoAreas(retailer)

describe('areas', () => {
  test('cover every bin of every facility once', () => {
    const covered = areas.flatMap((area) => area.bins.map((bin) => `${area.facility}/${bin}`))
    const bins = retailer.locations.map((place) => `${place.facility}/${place.bin}`)
    expect(covered.toSorted()).toEqual(bins.toSorted())
  })

  test('have codes that are unique in the facility and names that are, too', () => {
    const unique = (key: (area: (typeof areas)[number]) => string) => new Set(areas.map(key)).size
    expect(unique((area) => `${area.facility}/${area.code}`)).toBe(areas.length)
    expect(unique((area) => `${area.facility}/${area.name}`)).toBe(areas.length)
  })

  test('of the small store are eight', () => {
    expect(
      areas
        .filter((area) => area.facility === demoStoryFacility)
        .map((area) => area.code)
        .join(' '),
    ).toBe('A B C D G T R S')
  })

  test('are a whole zone, a part of one, and bays of a long aisle', () => {
    const zonesOf = (bins: readonly string[], facility: string) =>
      new Set(
        retailer.locations
          .filter((place) => place.facility === facility && bins.includes(place.bin))
          .map(({ zone }) => zone),
      )
    for (const area of areas) expect(zonesOf(area.bins, area.facility).size, area.name).toBe(1)
    expect(areas.find((area) => area.facility === 'S27' && area.code === 'A2')?.name).toBe(
      'Tents, bags, sleeping, bays 7–12',
    )
  })
})
