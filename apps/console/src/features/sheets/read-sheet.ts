import type { BodyOf, CountSheets, routes } from '@cyclecount/contract'
import { parseLocalNumber } from '@cyclecount/ui'

type Area = CountSheets['areas'][number]
type Body = BodyOf<typeof routes.enterSheet>

/** What the fields of a sheet are called, bin by bin and line by line. */
export const fieldOf = {
  line: (bin: number, line: number) => `line ${bin} ${line}`,
  code: (bin: number, other: number) => `code ${bin} ${other}`,
  quantity: (bin: number, other: number) => `quantity ${bin} ${other}`,
  empty: (bin: number) => `empty ${bin}`,
} as const

export type SheetFault = 'number' | 'empty-counted' | 'other-half' | 'missing'

export interface KeyedSheet extends Pick<Body, 'lines' | 'others' | 'emptyLocations'> {
  /** What is wrong, by the field it is wrong in. */
  readonly faults: ReadonlyMap<string, SheetFault>
}

/** Rows beside the printed ones in a bin that are looked at. */
export const MOST_OTHERS = 20

/** What was keyed. A blank field was not counted and is left out; 0 is 0. `textOf` is what a field holds; null where there is no such field. */
export function readSheet(area: Area, textOf: (field: string) => string | null, locale: string): KeyedSheet {
  const faults = new Map<string, SheetFault>()
  const lines: Body['lines'] = []
  const others: Body['others'] = []
  const emptyLocations: Body['emptyLocations'] = []
  const quantityIn = (field: string): number | null => {
    const text = textOf(field)?.trim() ?? ''
    if (text === '') return null
    const milli = parseLocalNumber(text, locale)
    if (milli !== null && milli >= 0) return milli
    faults.set(field, 'number')
    return null
  }
  for (const [bin, { code: location, items }] of area.locations.entries()) {
    const before = lines.length + others.length
    for (const [line, { sku }] of items.entries()) {
      const quantityMilli = quantityIn(fieldOf.line(bin, line))
      if (quantityMilli !== null) lines.push({ sku, location, quantityMilli })
    }
    for (let other = 0; other < MOST_OTHERS; other += 1) {
      const code = textOf(fieldOf.code(bin, other))?.trim() ?? ''
      const quantityMilli = quantityIn(fieldOf.quantity(bin, other))
      if (code !== '' && quantityMilli !== null) others.push({ code, location, quantityMilli })
      else if (code !== '') faults.set(fieldOf.quantity(bin, other), 'number')
      else if (quantityMilli !== null) faults.set(fieldOf.code(bin, other), 'other-half')
    }
    if (textOf(fieldOf.empty(bin)) === null) continue
    if (lines.length + others.length > before) faults.set(fieldOf.empty(bin), 'empty-counted')
    else emptyLocations.push(location)
  }
  return { lines, others, emptyLocations, faults }
}
