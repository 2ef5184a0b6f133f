import type {
  BodyOf,
  CSV_TYPE,
  JSON_FILE_TYPE,
  ParamsOf,
  QueryOf,
  ReplyOf,
  RouteName,
  routes,
  XLSX_TYPE,
  ZIP_TYPE,
} from '@cyclecount/contract'
import type { Actor, DeviceActor, MachineActor } from '@cyclecount/engine'
import type { ApiContext } from '../context.ts'

type Routes = typeof routes
type ActorOf<N extends RouteName> = Routes[N]['access'] extends { readonly by: 'person' }
  ? Actor
  : Routes[N]['access'] extends { readonly by: 'device' }
    ? DeviceActor
    : Routes[N]['access'] extends { readonly by: 'machine' }
      ? MachineActor
      : null

/** A request that was identified, let in and parsed. */
export interface Call<N extends RouteName> {
  readonly actor: ActorOf<N>
  readonly params: ParamsOf<Routes[N]>
  readonly query: QueryOf<Routes[N]>
  readonly body: BodyOf<Routes[N]>
  /** Of a request that is done once; else empty. */
  readonly idempotencyKey: string
  /** Aborted when the caller goes away. */
  readonly signal: AbortSignal
}

type Answer<N extends RouteName> = Routes[N] extends
  | { readonly stream: true }
  | { readonly gives: typeof CSV_TYPE | typeof JSON_FILE_TYPE }
  ? AsyncIterable<ReplyOf<Routes[N]>>
  : Routes[N] extends { readonly gives: typeof XLSX_TYPE | typeof ZIP_TYPE }
    ? AsyncIterable<Uint8Array>
    : Promise<ReplyOf<Routes[N]>>

/** One per route of the contract: a route without a handler does not compile. */
export type Handlers = { readonly [N in RouteName]: (ctx: ApiContext, call: Call<N>) => Answer<N> }

/** The handlers of one capability. */
export type Some<N extends RouteName> = Pick<Handlers, N>
