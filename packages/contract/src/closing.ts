import * as z from 'zod/mini'
import { Instant, Milli, VarianceIdSchema, shortText } from './ids.ts'

/** What an auditor asks about the cut-off of a count. */
export const CUT_OFF = [
  'receipts-booked',
  'shipments-booked',
  'transfers-apart',
  'sales-accounted',
  'returns-booked',
  'damaged-apart',
  'consignment-apart',
] as const
const CutOffQuestion = z.enum(CUT_OFF)

const CutOffAnswer = z.object({
  question: CutOffQuestion,
  answer: z.enum(['yes', 'no', 'does-not-apply', 'open']),
  note: shortText(500),
})

const day = z.string().check(z.regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'is not a day'))

export const SetClosingBody = z.object({
  postingDate: z.nullable(day),
  accountingPeriod: shortText(40),
  cutOff: z.array(CutOffAnswer).check(z.maxLength(CUT_OFF.length)),
})

export const TestCountBody = z.object({
  varianceId: VarianceIdSchema,
  countedMilli: Milli.check(z.gte(0)),
  note: shortText(500),
})

export const SignBody = z.object({
  statement: z.string().check(z.minLength(1, 'is empty'), z.maxLength(2000)),
  /** Of the figures that the signer saw. */
  figuresHash: z.string().check(z.regex(/^[0-9a-f]{64}$/, 'is not a SHA-256')),
})

const Certificate = z.object({
  statement: z.string(),
  figuresHash: z.string(),
  signedBy: z.string(),
  signedAt: Instant,
  /** The figures are as they were signed. */
  stands: z.boolean(),
})

const TestCount = z.object({
  testCountId: z.string(),
  varianceId: VarianceIdSchema,
  title: z.string(),
  sku: z.nullable(z.string()),
  locationCode: z.nullable(z.string()),
  unit: z.string(),
  recordedMilli: Milli,
  countedMilli: Milli,
  differenceMilli: Milli,
  note: z.string(),
  countedBy: z.string(),
  countedAt: Instant,
})

/** What finance and auditors need of a facility's count. */
export const CountClosing = z.object({
  postingDate: z.nullable(z.string()),
  accountingPeriod: z.string(),
  cutOff: z.array(CutOffAnswer),
  notedBy: z.nullable(z.string()),
  notedAt: z.nullable(Instant),
  /** Bins of the facility: each is one of these. */
  coverage: z.object({ counted: z.int(), confirmedEmpty: z.int(), notReached: z.int() }),
  testCounts: z.array(TestCount),
  /** SHA-256 of the figures as they are. */
  figuresHash: z.string(),
  /** Whether the count was handed to HQ, so that it can be signed. */
  canBeSigned: z.boolean(),
  /** Newest first. */
  certificates: z.array(Certificate),
})
export type CountClosing = z.infer<typeof CountClosing>
