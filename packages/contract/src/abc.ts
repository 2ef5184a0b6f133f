import * as z from 'zod/mini'

/** A class goes up to its share of the value, the classes before it included; its products are counted every so many days. */
const AbcClassSetting = z.object({
  name: z.string().check(z.regex(/^[A-Z]$/, 'is not one capital letter')),
  /** Thousandths of a percent. */
  throughMilli: z.int().check(z.gte(1, 'is not above 0'), z.lte(100_000, 'is above 100 %')),
  everyDays: z.int().check(z.gte(1, 'is less than a day'), z.lte(3660, 'is more than ten years')),
})

const classes = z.array(AbcClassSetting).check(z.minLength(1, 'names no class'), z.maxLength(8))

/** The company’s classes, the most valuable first. */
export const AbcSettings = z.object({
  /** What a change says it was made from. */
  seen: z.string(),
  classes: z.array(AbcClassSetting),
  mayEdit: z.boolean(),
})
export type AbcSettings = z.infer<typeof AbcSettings>

export const AbcPreviewBody = z.object({ classes })
/** What each class would get, at the facilities the reader may see. `–` has no known value and is counted as often as the last class. */
export const AbcPreview = z.object({
  rows: z.array(z.object({ name: z.string(), products: z.int(), everyDays: z.int(), countsAYear: z.int() })),
  products: z.int(),
  countsAYear: z.int(),
  /** Facilities ranked by a year’s use, and by what lies there, because use is not known. */
  byUse: z.int(),
  byStock: z.int(),
})
export type AbcPreview = z.infer<typeof AbcPreview>

export const SaveAbcBody = z.object({ seen: z.string(), classes })
