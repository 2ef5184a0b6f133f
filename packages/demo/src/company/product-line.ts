/** How a line's units are coded; `text` is a label of the company's own that is no trade item number. */
export type CodeKind = 'gtin-13' | 'upc-a' | 'gtin-8' | 'in-store' | 'text' | 'none'

/** Where in a facility a product lies, unless it is in reserve. */
export type Department = 'outdoor' | 'clothing' | 'home' | 'garden' | 'pantry' | 'till'

/** A line of products: every model in every variant is one product. Prices are whole cents, from the first to the last model. */
export interface ProductLine {
  /** Begins the SKU. */
  readonly code: string
  readonly category: string
  readonly department: Department
  readonly noun: string
  /** Separated by `; `. */
  readonly models: string
  /** One entry for each way in which the products of a model differ, its values separated by `; `. */
  readonly variants?: readonly string[]
  readonly cents: readonly [number, number]
  readonly codes: CodeKind
  /** Units in a case. */
  readonly packs?: readonly number[]
  readonly unit?: string
  /** The smallest quantity sold, where a part of a unit exists. */
  readonly stepMilli?: number
  readonly tracking?: 'lot' | 'serial'
  /** How long a lot keeps after it was made. */
  readonly keepsDays?: number
  readonly costUnknown?: boolean
}

export const colours = 'moss green; slate; ochre; ink blue; clay red; sand'
export const sizes = 'XS; S; M; L; XL; XXL'

/** The values of a text such as `colours`. */
export function valuesOf(text: string): readonly string[] {
  return text.split('; ')
}

/** The first values of a text such as `colours`, as text again. */
export function firstOf(text: string, count: number): string {
  return valuesOf(text).slice(0, count).join('; ')
}
