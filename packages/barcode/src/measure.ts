/** What a measure element says of. `logistic-…` are the outer sizes of a logistic unit. */
export type MeasureKind =
  | 'net-weight'
  | 'gross-weight'
  | 'length'
  | 'width'
  | 'height'
  | 'area'
  | 'net-volume'
  | 'weight-per-area'
  | 'logistic-length'
  | 'logistic-width'
  | 'logistic-height'
  | 'logistic-area'
  | 'logistic-volume'

/** A measure as printed and exact: `digits` × 10^-`decimals` of `unit`. `measureMilli` gives thousandths. */
export interface Measure {
  readonly ai: string
  readonly kind: MeasureKind
  /** kg, lb, oz-t, m, in, ft, yd, m2, in2, ft2, yd2, l, m3, fl-oz, qt, gal, in3, ft3, yd3, kg/m2. */
  readonly unit: string
  readonly digits: number
  readonly decimals: number
}

/** The first three digits of the AI and the unit they mean. Source: GS1 General Specifications 3.6. */
const families = {
  'net-weight': '310 kg, 320 lb, 356 oz-t',
  'gross-weight': '330 kg, 340 lb',
  length: '311 m, 321 in, 322 ft, 323 yd',
  width: '312 m, 324 in, 325 ft, 326 yd',
  height: '313 m, 327 in, 328 ft, 329 yd',
  area: '314 m2, 350 in2, 351 ft2, 352 yd2',
  'net-volume': '315 l, 316 m3, 357 fl-oz, 360 qt, 361 gal, 364 in3, 365 ft3, 366 yd3',
  'weight-per-area': '337 kg/m2',
  'logistic-length': '331 m, 341 in, 342 ft, 343 yd',
  'logistic-width': '332 m, 344 in, 345 ft, 346 yd',
  'logistic-height': '333 m, 347 in, 348 ft, 349 yd',
  'logistic-area': '334 m2, 353 in2, 354 ft2, 355 yd2',
  'logistic-volume': '335 l, 336 m3, 362 qt, 363 gal, 367 in3, 368 ft3, 369 yd3',
} satisfies Record<MeasureKind, string>

const unitByFamily = new Map(
  Object.entries(families).flatMap(([kind, units]) =>
    units.split(', ').map((entry) => {
      const [family = '', unit = ''] = entry.split(' ')
      return [family, { kind: kind as MeasureKind, unit }] as const
    }),
  ),
)

/** Every AI of a trade or logistic measure; the fourth digit, 0 to 5, is the number of decimals. */
export const measureAis: readonly string[] = [...unitByFamily.keys()].flatMap((family) =>
  [0, 1, 2, 3, 4, 5].map((decimals) => `${family}${decimals}`),
)

/** The measure an element states, or null where it is another kind of element. */
export function readMeasure(ai: string, value: string): Measure | null {
  const unit = unitByFamily.get(ai.slice(0, 3))
  if (!unit || !measureAis.includes(ai)) return null
  return { ai, kind: unit.kind, unit: unit.unit, digits: Number(value), decimals: Number(ai.slice(3)) }
}

/** Thousandths of the measure's own unit (1.25 kg → 1250), or null where it is printed finer than a thousandth. */
export function measureMilli(measure: Measure): number | null {
  if (measure.decimals <= 3) return measure.digits * 10 ** (3 - measure.decimals)
  const divisor = 10 ** (measure.decimals - 3)
  return measure.digits % divisor === 0 ? measure.digits / divisor : null
}
