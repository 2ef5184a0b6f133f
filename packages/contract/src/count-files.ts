import * as z from 'zod/mini'
import { Instant, PersonIdSchema, RunIdSchema, nameText } from './ids.ts'

export const MAX_COUNT_FILE_BYTES = 1_048_576

/**
 * A count that was made elsewhere, as a CSV file. Columns: `sku` or `code`, `quantity`, `location` or `area` (both where the bin lies in
 * several areas), and where they are known `counted_at`, `lot`, `serial`, `expiry`.
 */
export const CountFileBody = z.object({
  fileName: nameText(200),
  text: z.string().check(z.maxLength(MAX_COUNT_FILE_BYTES)),
  /** Into a run that is planned, or into a new one of what the rows name. */
  into: z.union([z.object({ runId: RunIdSchema }), z.object({ runName: nameText(120) })]),
  /** Somebody of the company who may count here, or what somebody else is called. */
  countedBy: z.union([z.object({ personId: PersonIdSchema }), z.object({ name: nameText(120) })]),
  /** The facility's wall time, for rows that do not say when they were counted. */
  countedLocal: z.nullable(
    z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/, 'is not a date with a time')),
  ),
})
export type CountFileBody = z.infer<typeof CountFileBody>

/** What taking a file in would do. It is taken in only where it has no faults and was not taken in before. */
export const CountFileCheck = z.object({
  rows: z.int(),
  areas: z.array(z.object({ code: z.string(), name: z.string(), rows: z.int(), emptyLocations: z.int() })),
  /** Rows whose code means no product yet, or several: kept, and matched by a person. */
  unknownCodes: z.int(),
  firstAt: z.nullable(Instant),
  lastAt: z.nullable(Instant),
  /** As a spreadsheet numbers them: the head is row 1. Without a row it is about the whole file. */
  faults: z.array(
    z.object({ row: z.nullable(z.int()), column: z.nullable(z.string()), message: z.string() }),
  ),
  /** Who took the same file in before. */
  before: z.nullable(
    z.object({
      runId: RunIdSchema,
      runName: z.string(),
      fileName: z.string(),
      uploadedBy: z.string(),
      uploadedAt: Instant,
    }),
  ),
})
export type CountFileCheck = z.infer<typeof CountFileCheck>
