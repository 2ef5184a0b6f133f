import * as z from 'zod/mini'
import { AreaIdSchema, LocationIdSchema, ProductIdSchema } from './ids.ts'

/** What somebody counts on paper: the bins of an area in walking order, and what the book has in each, without how many. */
export const CountSheets = z.object({
  areas: z.array(
    z.object({
      areaId: AreaIdSchema,
      name: z.string(),
      /** To whom it was given. */
      people: z.array(z.string()),
      locations: z.array(
        z.object({
          locationId: LocationIdSchema,
          code: z.string(),
          items: z.array(
            z.object({
              productId: ProductIdSchema,
              sku: z.string(),
              title: z.string(),
              unit: z.string(),
              /** What a scanner reads of it; the SKU where it carries no code. */
              barcode: z.string(),
            }),
          ),
        }),
      ),
    }),
  ),
})
export type CountSheets = z.infer<typeof CountSheets>
