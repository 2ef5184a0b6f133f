import * as z from 'zod/mini'
import { CountFileBody } from './count-files.ts'
import {
  AreaIdSchema,
  Instant,
  LocationIdSchema,
  Milli,
  ProductIdSchema,
  SessionIdSchema,
  nameText,
} from './ids.ts'
import { MAX_CODE_LENGTH } from './scan-event.ts'

/** What somebody counts on paper: the bins of an area in walking order, and what the book has in each, without how many. */
export const CountSheets = z.object({
  areas: z.array(
    z.object({
      areaId: AreaIdSchema,
      name: z.string(),
      /** What it is found by when it is keyed; the same for every print of the round. */
      number: z.string(),
      /** Who keyed it, where it counts. */
      entered: z.nullable(z.object({ by: z.string(), at: Instant })),
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

const quantityMilli = Milli.check(z.gte(0, 'is below 0'))
const bin = nameText(120)

/** What was written on a sheet. What is not here was not counted; 0 is 0. */
export const EnterSheetBody = z.object({
  /** As it is printed, typed or scanned. */
  number: nameText(40),
  countedBy: CountFileBody.shape.countedBy,
  /** The facility's wall time. */
  countedLocal: z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/, 'is not a date with a time')),
  lines: z.array(z.object({ sku: bin, location: bin, quantityMilli })).check(z.maxLength(2000)),
  /** Found there though it is not printed: by its code, or its SKU. */
  others: z
    .array(
      z.object({
        code: z.string().check(z.minLength(1, 'is empty'), z.maxLength(MAX_CODE_LENGTH)),
        location: bin,
        quantityMilli,
      }),
    )
    .check(z.maxLength(500)),
  /** Looked at, and nothing there. */
  emptyLocations: z.array(bin).check(z.maxLength(2000)),
  /** The area was counted in another way too, and this adds to it. */
  besides: z.boolean(),
})
export const EnterSheetReply = z.object({ sessionId: SessionIdSchema, rows: z.int(), unknownCodes: z.int() })
