import type { RetailerFacility, RetailerLocation } from '../retailer.ts'
import { say } from '../words/say.ts'
import { cellsOf, createFirstSeen } from './cells.ts'
import type { CsvTable } from './csv-rows.ts'
import type { ColumnOf, facilitiesFile, locationsFile } from './files.ts'
import type { ErrorList } from './import-error.ts'

export interface KnownPlaces {
  readonly currency: string
  readonly facilities: readonly RetailerFacility[]
  readonly facilityCodes: ReadonlySet<string>
  readonly facilitiesAreWhole: boolean
}

export function readFacilities(
  table: CsvTable<ColumnOf<typeof facilitiesFile>>,
  errors: ErrorList,
): KnownPlaces {
  const seen = createFirstSeen()
  const facilityCodes = new Set<string>()
  const facilities: RetailerFacility[] = []
  let currency: string | null = null
  for (const row of table.rows) {
    const cells = cellsOf(row, errors)
    const code = cells.needed('facility')
    const name = cells.needed('name')
    const kind = cells.oneOf('kind', ['store', 'warehouse'], 'store')
    const allowsNegativeStock = cells.yesNo('negative_stock', false)
    const timeZone = cells.needed('time_zone')
    const money = cells.needed('currency')
    if (timeZone !== null && !isTimeZone(timeZone))
      cells.wrong('time_zone', say('facility.timeZone', { timeZone }))
    if (money !== null && !Intl.supportedValuesOf('currency').includes(money))
      cells.wrong('currency', say('facility.currency', { currency: money }))
    else if (money !== null && currency !== null && money !== currency)
      cells.wrong('currency', say('facility.oneCurrency', { currency }))
    currency ??= money
    const first = code === null ? null : seen([code], row.line)
    if (first !== null)
      cells.wrong('facility', say('facility.twice', { code: code ?? '', line: String(first) }))
    if (code !== null) facilityCodes.add(code)
    if (code === null || name === null || kind === null || allowsNegativeStock === null || timeZone === null)
      continue
    facilities.push({ code, name, kind, timeZone, allowsNegativeStock })
  }
  if (table.isWhole && table.rows.length === 0)
    errors.add('facilities.csv', null, null, say('file.noFacility'))
  return { currency: currency ?? '', facilities, facilityCodes, facilitiesAreWhole: table.isWhole }
}

function isTimeZone(name: string): boolean {
  try {
    // An offset such as +01:00 is understood too, but knows no clock changes.
    return /^[A-Z]/i.test(name) && new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== ''
  } catch {
    return false
  }
}

/** Whether the facility of a line is there; a list that could not be read is not held against the line. */
export function isKnownFacility(places: KnownPlaces, code: string): boolean {
  return places.facilityCodes.has(code) || !places.facilitiesAreWhole
}

export function readLocations(
  table: CsvTable<ColumnOf<typeof locationsFile>>,
  places: KnownPlaces,
  errors: ErrorList,
): readonly RetailerLocation[] {
  const seen = createFirstSeen()
  const zoneNames = new Map<string, { readonly name: string; readonly line: number }>()
  return table.rows.flatMap((row) => {
    const cells = cellsOf(row, errors)
    const facility = cells.needed('facility')
    const zone = cells.needed('zone')
    const bin = cells.needed('bin')
    if (facility !== null && !isKnownFacility(places, facility))
      cells.wrong('facility', say('facility.none', { facility }))
    const first = facility === null || bin === null ? null : seen([facility, bin], row.line)
    if (first !== null) cells.wrong('bin', say('bin.twice', { bin: bin ?? '', line: String(first) }))
    if (facility === null || zone === null || bin === null) return []
    const key = JSON.stringify([facility, zone])
    const told = zoneNames.get(key)
    const zoneName = cells.text('zone_name')
    if (!told) zoneNames.set(key, { name: zoneName, line: row.line })
    else if (zoneName !== '' && zoneName !== told.name)
      cells.wrong('zone_name', say('zone.otherName', { zone, line: String(told.line), name: told.name }))
    return {
      facility,
      zone,
      zoneName: (told?.name ?? zoneName) || zone,
      bin,
      name: cells.text('name') || bin,
    }
  })
}
