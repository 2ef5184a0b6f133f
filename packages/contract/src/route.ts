import type { Capability, MachineScope } from '@cyclecount/domain'
import type * as z from 'zod/mini'
import type { FILE_TYPE } from './comments.ts'
import type { PHOTO_TYPE } from './photo.ts'

/** Tables for a spreadsheet. */
export const CSV_TYPE = 'text/csv; charset=utf-8'
export const XLSX_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
/** The same as data. */
export const JSON_FILE_TYPE = 'application/json; charset=utf-8'
/** Several files as one. */
export const ZIP_TYPE = 'application/zip'

/**
 * Who may call a route. Everything that is not `public` is denied by default.
 * `device`: a device's own token. `machine`: a token with the scope, at the facilities the token names; what the request names beyond them is not
 * found. `signature`: a message signed as Standard Webhooks describe with a secret that the handler looks up; who else sends one is refused.
 * `person`: a signed-in person with the capability at the facility that `facility` names:
 * the path parameter `facilityId`, the body's `facilityId`, the resource the path names (the handler's look-up is scoped to
 * the facilities the person may see, and answers not-found beyond them), or any facility at all.
 */
export type Access =
  | { readonly by: 'public' }
  | { readonly by: 'device' }
  | { readonly by: 'signature' }
  | { readonly by: 'machine'; readonly scope: MachineScope }
  | {
      readonly by: 'person'
      readonly capability: Capability | 'signed-in'
      readonly facility: 'param' | 'body' | 'resource' | 'any'
    }

type Schema = z.ZodMiniType

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** With `:name` parameters. */
  readonly path: `/api/${string}`
  readonly summary: string
  readonly tag: string
  readonly access: Access
  readonly params?: Schema
  readonly query?: Schema
  readonly body?: Schema
  readonly reply: Schema
  /** Is done once per `Idempotency-Key` header, which it needs: the same key again gets the first answer. */
  readonly once?: true
  /** Server-sent events, each a `reply`. */
  readonly stream?: true
  /** Largest body in bytes; 64 KiB where nothing is said. */
  readonly maxBytes?: number
  /** The body is a file of this type instead of JSON. */
  readonly takes?: typeof PHOTO_TYPE | typeof FILE_TYPE
  /**
   * The answer is a file of this type instead of JSON: a photo or an attachment, which is called what it holds and never changes, or a table as it is at this
   * moment, sent while it is read.
   */
  readonly gives?:
    | typeof PHOTO_TYPE
    | typeof FILE_TYPE
    | typeof CSV_TYPE
    | typeof JSON_FILE_TYPE
    | typeof XLSX_TYPE
    | typeof ZIP_TYPE
}

type Parsed<S> = S extends z.ZodMiniType<infer Output> ? Output : undefined

export type ParamsOf<R extends Route> = R extends { readonly params: infer S } ? Parsed<S> : undefined
export type QueryOf<R extends Route> = R extends { readonly query: infer S } ? Parsed<S> : undefined
/** A message as it came, to be verified before anything in it is believed: the headers of Standard Webhooks, empty where there are none. */
export interface SignedMessage {
  readonly id: string
  readonly timestamp: string
  readonly signature: string
  readonly text: string
}

export type BodyOf<R extends Route> = R extends { readonly takes: string }
  ? Uint8Array<ArrayBuffer>
  : R extends { readonly access: { readonly by: 'signature' } }
    ? SignedMessage
    : R extends { readonly body: infer S }
      ? Parsed<S>
      : undefined
export type ReplyOf<R extends Route> = R extends {
  readonly gives: typeof PHOTO_TYPE | typeof FILE_TYPE | typeof XLSX_TYPE | typeof ZIP_TYPE
}
  ? Uint8Array<ArrayBuffer>
  : R extends { readonly gives: typeof CSV_TYPE | typeof JSON_FILE_TYPE }
    ? string
    : Parsed<R['reply']>

/** What a caller passes: only the parts the route has. */
export type InputOf<R extends Route> = (R extends { readonly params: infer S }
  ? { readonly params: Parsed<S> }
  : { readonly params?: never }) &
  (R extends { readonly query: infer S } ? { readonly query?: Parsed<S> } : { readonly query?: never }) &
  (R extends { readonly body: infer S } ? { readonly body: Parsed<S> } : { readonly body?: never })

export function route<const R extends Route>(definition: R): R {
  return definition
}
