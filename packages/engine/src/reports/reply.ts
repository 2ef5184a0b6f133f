import type { BodyOf, ParamsOf, QueryOf, ReplyOf, RouteName, routes } from '@cyclecount/contract'

type Routes = typeof routes

/** What the route of this name answers. */
export type Reply<Name extends RouteName> = ReplyOf<Routes[Name]>
/** What the route of this name is sent. */
export type Body<Name extends RouteName> = BodyOf<Routes[Name]>
/** What the path of the route of this name names. */
export type Params<Name extends RouteName> = ParamsOf<Routes[Name]>
/** What the route of this name may be asked with. */
export type Query<Name extends RouteName> = QueryOf<Routes[Name]>
