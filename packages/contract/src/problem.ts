import type { Sentence } from '@cyclecount/domain'
import * as z from 'zod/mini'

/** Every way a request can fail: status and whether the same request may succeed later are properties of the kind. */
export const problemKinds = {
  'bad-request': { status: 400, retryable: false },
  'signed-out': { status: 401, retryable: false },
  'device-unknown': { status: 401, retryable: false },
  'device-revoked': { status: 403, retryable: false },
  forbidden: { status: 403, retryable: false },
  'own-count': { status: 403, retryable: false },
  'not-found': { status: 404, retryable: false },
  'area-taken': { status: 409, retryable: false },
  'already-decided': { status: 409, retryable: false },
  'changed-meanwhile': { status: 409, retryable: false },
  'not-ready': { status: 409, retryable: false },
  closed: { status: 409, retryable: false },
  'stock-refused': { status: 409, retryable: false },
  'too-large': { status: 413, retryable: false },
  unprocessable: { status: 422, retryable: false },
  'key-reused': { status: 422, retryable: false },
  'upgrade-required': { status: 426, retryable: false },
  'too-many': { status: 429, retryable: true },
  busy: { status: 503, retryable: true },
  internal: { status: 500, retryable: true },
} as const satisfies Record<string, { status: number; retryable: boolean }>

export type ProblemKind = keyof typeof problemKinds

/** The body of every answer that is not a success. `message` is a sentence for a person; `details` names every fault by path. */
export const Problem = z.object({
  kind: z.enum(Object.keys(problemKinds) as [ProblemKind, ...ProblemKind[]]),
  message: z.string(),
  retryable: z.boolean(),
  requestId: z.optional(z.string()),
  details: z.optional(z.array(z.object({ path: z.string(), message: z.string() }))),
})
export type Problem = z.infer<typeof Problem>

/** A fault of one part of a request. */
interface Fault {
  readonly path: string
  readonly message: Sentence
}

/** A problem as data. What it says comes from a message catalogue: words written on the spot do not compile. */
export function problem(kind: ProblemKind, message: Sentence, details?: readonly Fault[]): Problem {
  const told = details === undefined ? {} : { details: [...details] }
  return { kind, message, retryable: problemKinds[kind].retryable, ...told }
}

/** Thrown by the client, and by the engine for what a caller did wrong; carries the problem as data. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'
  readonly problem: Problem
  constructor(body: Problem) {
    super(body.message)
    this.problem = body
  }
}

/** Throws the problem. */
export function fail(kind: ProblemKind, message: Sentence, details?: readonly Fault[]): never {
  throw new ProblemError(problem(kind, message, details))
}
