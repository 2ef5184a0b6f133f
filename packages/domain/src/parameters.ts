import {
  zeroBookRules,
  type Band,
  type GuardLayer,
  type LayerScope,
  type ZeroBookRule,
} from './guardrails.ts'
import type { Role } from './roles.ts'

/** Roles whose people may be given something to count at all. */
export const countingRoles = ['associate', 'supervisor', 'manager'] as const satisfies readonly Role[]
export type CountingRole = (typeof countingRoles)[number]

/** What a layer says of how it is counted. What it does not say it leaves to the other layers and the planner. */
export interface CountingRules {
  /** Counters never see what is expected. */
  readonly blind: boolean
  /** Only people with one of these roles; null says nothing. */
  readonly mayCount: readonly CountingRole[] | null
  /** A run that a store makes waits for HQ. */
  readonly hqApproves: boolean
}

/** How far a layer reaches: everything, a type of count, or one facility. */
export type LayerLevel = 'company' | 'count-type' | 'facility'

export interface Source {
  readonly layer: string
  readonly level: LayerLevel
}

/** A value that holds, and the layers that say so; none where it is what holds when nobody says anything. */
export interface Held<T> {
  readonly value: T
  readonly from: readonly Source[]
}

/** A limit that holds: the strictest of its kind among the layers, with whose it is. */
export interface HeldLimit {
  readonly band: 'automatic' | 'recount'
  readonly side: keyof Band
  readonly limit: 'quantity' | 'percent' | 'value'
  /** Thousandths of pieces or of a percent, or millionths of the currency. */
  readonly value: bigint
  readonly category: string | null
  readonly abcClass: string | null
  readonly from: Source
}

/** What holds for a count of a type at a facility. */
export interface Parameters {
  readonly blind: Held<boolean>
  readonly mayCount: Held<readonly CountingRole[]>
  readonly hqApproves: Held<boolean>
  readonly zeroBook: Held<ZeroBookRule>
  readonly limits: readonly HeldLimit[]
}

type Layer = GuardLayer & { readonly counting: CountingRules | null }

/**
 * What the layers come to for a type of count at a facility. As for guardrails the strictest of every layer that names it holds, so that no layer
 * opens what another one closes: one that says blind makes it blind, and only who every layer lets count may count.
 */
export function parametersOf(
  layers: readonly Layer[],
  of: { readonly countType: string; readonly facilityId: string; readonly currency: string },
): Parameters {
  const named = layers.filter(({ scope }) => names(scope, of))
  const counting = named.flatMap((layer) =>
    layer.counting === null ? [] : [{ source: sourceOf(layer), rules: layer.counting }],
  )
  const saying = (says: (rules: CountingRules) => boolean): Held<boolean> => {
    const from = counting.filter(({ rules }) => says(rules)).map(({ source }) => source)
    return { value: from.length > 0, from }
  }
  const narrowing = counting.filter(({ rules }) => rules.mayCount !== null)
  return {
    blind: saying((rules) => rules.blind),
    hqApproves: saying((rules) => rules.hqApproves),
    mayCount: {
      value: countingRoles.filter((role) => narrowing.every(({ rules }) => rules.mayCount?.includes(role))),
      from: narrowing.map(({ source }) => source),
    },
    zeroBook: zeroBookOf(named.filter(({ scope }) => isOfEveryLine(scope))),
    limits: strictest(named.flatMap((layer) => limitsOf(layer, of.currency))),
  }
}

function names(scope: LayerScope, of: { readonly countType: string; readonly facilityId: string }): boolean {
  return (
    (scope.countType === null || scope.countType === of.countType) &&
    (scope.facilityId === null || scope.facilityId === of.facilityId)
  )
}

/** A layer of some lines only says nothing of a whole count. */
function isOfEveryLine(scope: LayerScope): boolean {
  return scope.category === null && scope.abcClass === null
}

function sourceOf({ name, scope }: GuardLayer): Source {
  const level = scope.facilityId === null ? (scope.countType === null ? 'company' : 'count-type') : 'facility'
  return { layer: name, level }
}

function zeroBookOf(layers: readonly GuardLayer[]): Held<ZeroBookRule> {
  const value = zeroBookRules.findLast((rule) => layers.some(({ zeroBook }) => zeroBook === rule))
  if (value === undefined) return { value: 'person', from: [] }
  return { value, from: layers.filter(({ zeroBook }) => zeroBook === value).map(sourceOf) }
}

/** Amounts in another currency hold nothing back here by how much they are: a person decides such lines. */
function limitsOf(layer: GuardLayer, currency: string): readonly HeldLimit[] {
  const from = sourceOf(layer)
  const { category, abcClass } = layer.scope
  return (['automatic', 'recount'] as const).flatMap((band) =>
    (['short', 'over'] as const).flatMap((side) => {
      const limits = layer[band]?.[side]
      if (!limits) return []
      const values = {
        quantity: limits.quantityMilli,
        percent: limits.percentMilli,
        value: layer.currency === currency ? limits.valueMicros : null,
      } as const
      return (['quantity', 'percent', 'value'] as const).flatMap((limit) => {
        const value = values[limit]
        return value === null ? [] : [{ band, side, limit, value: BigInt(value), category, abcClass, from }]
      })
    }),
  )
}

/** Of limits of one kind for the same lines the lowest; the first that was named where several are as low. */
function strictest(limits: readonly HeldLimit[]): readonly HeldLimit[] {
  const lowest = new Map<string, HeldLimit>()
  for (const one of limits) {
    const kind = JSON.stringify([one.band, one.side, one.limit, one.category, one.abcClass])
    const before = lowest.get(kind)
    if (before === undefined || one.value < before.value) lowest.set(kind, one)
  }
  return [...lowest.values()]
}
