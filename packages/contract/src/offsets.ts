import * as z from 'zod/mini'
import { Milli, ReasonIdSchema, VarianceIdSchema, shortText } from './ids.ts'
import { Variance } from './review.ts'

/**
 * Open lines that cancel out, each in one offer at most: `from` is short of as much as `to` is over. `place`: one product in two places;
 * `lot`: two lots or serial numbers of it in one place; `code`: two products in one place that share a code; `variant`: two sizes or colours of one product in one
 * place, that do not.
 */
export const OffsetOffers = z.object({
  offers: z.array(
    z.object({
      kind: z.enum(['place', 'lot', 'code', 'variant']),
      quantityMilli: Milli,
      from: Variance,
      to: Variance,
    }),
  ),
})

const OffsetLine = z.object({ varianceId: VarianceIdSchema, version: z.int() })

/** Both lines as the person saw them. */
export const AcceptOffsetBody = z.object({
  from: OffsetLine,
  to: OffsetLine,
  reasonId: ReasonIdSchema,
  note: shortText(1000),
})
export const RejectOffsetBody = z.object({ from: VarianceIdSchema, to: VarianceIdSchema })
