import * as z from 'zod/mini'
import { BackendIdSchema, ReasonIdSchema, nameText } from './ids.ts'

const BackendCode = z.object({
  backendId: BackendIdSchema,
  code: z.string().check(z.minLength(1, 'is empty'), z.maxLength(100)),
})

/** Every reason of the company in its order, retired ones too, and the backends with what they book by. */
export const ReasonSettings = z.object({
  /** Names what was seen; saving something else is refused. */
  seen: z.string(),
  backends: z.array(
    z.object({
      backendId: BackendIdSchema,
      name: z.string(),
      /** Null: it takes any code, or cannot be asked now. */
      reasons: z.nullable(z.array(z.object({ code: z.string(), label: z.string() }))),
    }),
  ),
  reasons: z.array(
    z.object({
      reasonId: ReasonIdSchema,
      code: z.string(),
      label: z.string(),
      /** Given by rules, not by people; never retired. */
      system: z.boolean(),
      active: z.boolean(),
      /** Where a backend calls it something else than its own code. */
      backendCodes: z.array(BackendCode),
    }),
  ),
})

/** All of them, in the order wanted. One without an id is new; none is left out, for a reason is retired, never deleted. */
export const SaveReasonsBody = z.object({
  seen: z.string().check(z.maxLength(100)),
  reasons: z
    .array(
      z.object({
        reasonId: z.nullable(ReasonIdSchema),
        code: z
          .string()
          .check(z.regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'is not of small letters, digits and hyphens')),
        label: nameText().check(z.regex(/\S/, 'is empty')),
        active: z.boolean(),
        backendCodes: z.array(BackendCode).check(z.maxLength(50)),
      }),
    )
    .check(z.maxLength(500)),
})
