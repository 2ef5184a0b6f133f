import type { Gs1Element } from './element-string.ts'
import { gs1Date } from './gs1-date.ts'
import { gtinFrom } from './gtin.ts'
import type { Gtin } from './gtin.ts'
import { readMeasure } from './measure.ts'
import type { Measure } from './measure.ts'

/** What GS1 elements say about stock. A field is there where its element is. Dates are ISO dates. */
export interface Gs1Meaning {
  /** The item (01), (03), (8006); where none is named, the item a logistic unit or pack holds (02), (8026). */
  readonly gtin?: Gtin
  /** Batch or lot (10). */
  readonly lot?: string
  /** Serial number (21). */
  readonly serial?: string
  /** Use by (17), else the day of (7003). */
  readonly expiry?: string
  /** Best before (15). */
  readonly bestBefore?: string
  /** Sell by (16). */
  readonly sellBy?: string
  /** Produced (11). */
  readonly produced?: string
  /** Packed (13). */
  readonly packed?: string
  /** Pieces in milli-units: variable count (30), else the count of items held (37). */
  readonly countMilli?: number
  /** Net weight (310n kg, 320n lb, 356n troy ounces). `measureMilli` gives thousandths. */
  readonly weight?: Measure
  /** Logistic unit (00). */
  readonly sscc?: string
  /** Physical place (414). */
  readonly gln?: string
  /** Every measure there is, weight included. */
  readonly measures: readonly Measure[]
}

/** Reads valid elements; `year` is what two-digit years are read from. */
export function readMeaning(elements: readonly Gs1Element[], year: number): Gs1Meaning {
  const values = new Map(elements.map(({ ai, value }) => [ai, value]))
  const first = (...ais: readonly string[]) =>
    ais.map((ai) => values.get(ai)).find((value) => value !== undefined)
  const date = (...ais: readonly string[]) => gs1Date(first(...ais)?.slice(0, 6) ?? '', true, year)
  const count = first('30', '37')
  const measures = elements.flatMap(({ ai, value }) => readMeasure(ai, value) ?? [])
  return {
    ...present({
      gtin: gtinFrom(first('01', '03', '8006', '02', '8026')?.slice(0, 14) ?? ''),
      lot: first('10'),
      serial: first('21'),
      expiry: date('17', '7003'),
      bestBefore: date('15'),
      sellBy: date('16'),
      produced: date('11'),
      packed: date('13'),
      countMilli: count === undefined ? undefined : Number(count) * 1000,
      weight: measures.find(({ kind }) => kind === 'net-weight'),
      sscc: first('00'),
      gln: first('414'),
    }),
    measures,
  }
}

type Present<Fields> = { readonly [Name in keyof Fields]?: NonNullable<Fields[Name]> }

/** The fields that hold something. */
function present<Fields extends Record<string, unknown>>(fields: Fields): Present<Fields> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== null),
  ) as Present<Fields>
}
