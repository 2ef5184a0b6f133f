import { clothingLines } from './lines/clothing.ts'
import { gardenAndPantryLines } from './lines/garden-and-pantry.ts'
import { homeLines } from './lines/home.ts'
import { longNameLines } from './lines/long-names.ts'
import { outdoorLines } from './lines/outdoor.ts'
import type { ProductLine } from './product-line.ts'

/** Everything Quillmere sells, about two thousand products. */
export const productLines: readonly ProductLine[] = [
  ...outdoorLines,
  ...clothingLines,
  ...homeLines,
  ...gardenAndPantryLines,
  ...longNameLines,
]
