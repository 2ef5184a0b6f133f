import type { Rules } from '@cyclecount/contract'
import type { ApprovingRole, CountingRole, FacilityId } from '@cyclecount/domain'

type Layer = Rules['layers'][number]
type Limits = NonNullable<Layer['automatic']>['short']
type CountType = Layer['scope']['countType']

export const limitNames = ['quantity', 'percent', 'value'] as const
export type LimitName = (typeof limitNames)[number]
export const sides = ['short', 'over'] as const
export const bands = ['automatic', 'recount'] as const

/** Limits as typed; an empty one sets none. */
export type LimitsForm = Readonly<Record<LimitName, string>>
export type BandForm = Readonly<Record<(typeof sides)[number], LimitsForm>>

/** A layer as typed. `key` tells it from the others while it is edited. */
export interface LayerForm {
  readonly key: string
  readonly name: string
  readonly countType: CountType
  readonly category: string
  readonly abcClass: string
  readonly facilityId: FacilityId | null
  readonly currency: string
  readonly automatic: BandForm
  readonly recount: BandForm
  readonly zeroBook: Layer['zeroBook']
  readonly capLines: string
  readonly capValue: string
  readonly approval: Readonly<Record<ApprovingRole, string>>
  readonly blind: boolean
  readonly hqApproves: boolean
  /** None: all who count. */
  readonly mayCount: readonly CountingRole[]
}

export interface RulesForm {
  readonly isAutomatic: boolean
  readonly byAnother: boolean
  readonly agreeWithin: string
  readonly layers: readonly LayerForm[]
}

/** Reads and writes numbers in the person's way, in thousandths. */
export interface Numbers {
  readonly parse: (typed: string) => number | null
  readonly write: (milli: number) => string
}

const noLimits: LimitsForm = { quantity: '', percent: '', value: '' }

export function emptyLayer(key: string): LayerForm {
  return {
    key,
    name: '',
    countType: null,
    category: '',
    abcClass: '',
    facilityId: null,
    currency: '',
    automatic: { short: noLimits, over: noLimits },
    recount: { short: noLimits, over: noLimits },
    zeroBook: null,
    capLines: '',
    capValue: '',
    approval: { manager: '', planner: '' },
    blind: false,
    hqApproves: false,
    mayCount: [],
  }
}

/** Rules as they are typed when a new version begins. */
export function formOf(rules: Rules, numbers: Numbers): RulesForm {
  const written = (milli: number | null) => (milli === null ? '' : numbers.write(milli))
  const amount = (micros: string | null) =>
    micros === null ? '' : numbers.write(Number(BigInt(micros) / 1000n))
  const limits = (of: Limits): LimitsForm => ({
    quantity: written(of.quantityMilli),
    percent: written(of.percentMilli),
    value: amount(of.valueMicros),
  })
  const band = (of: Layer['automatic']): BandForm =>
    of === null ? { short: noLimits, over: noLimits } : { short: limits(of.short), over: limits(of.over) }
  return {
    isAutomatic: rules.isAutomatic,
    byAnother: rules.recounts.byAnother,
    agreeWithin: numbers.write(rules.recounts.agreeWithinMilli),
    layers: rules.layers.map((layer) => ({
      key: layer.name,
      name: layer.name,
      countType: layer.scope.countType,
      category: layer.scope.category ?? '',
      abcClass: layer.scope.abcClass ?? '',
      facilityId: layer.scope.facilityId,
      currency: layer.currency ?? '',
      automatic: band(layer.automatic),
      recount: band(layer.recount),
      zeroBook: layer.zeroBook,
      capLines: layer.cap?.lines === null || layer.cap === null ? '' : String(layer.cap.lines),
      capValue: amount(layer.cap?.valueMicros ?? null),
      approval: {
        manager: amount(layer.approval?.manager ?? null),
        planner: amount(layer.approval?.planner ?? null),
      },
      blind: layer.counting?.blind ?? false,
      hqApproves: layer.counting?.hqApproves ?? false,
      mayCount: layer.counting?.mayCount ?? [],
    })),
  }
}

/** What is typed wrongly, by the name of its field. */
export type Faults = ReadonlySet<string>

/** The rules as typed; null where a field cannot be read, and which. */
export function rulesFromForm(
  form: RulesForm,
  numbers: Numbers,
): { readonly rules: Rules | null; readonly faults: Faults } {
  const faults = new Set<string>()
  const number = (field: string, typed: string): number | null => {
    if (typed.trim() === '') return null
    const milli = numbers.parse(typed)
    if (milli === null || milli < 0) faults.add(field)
    return milli
  }
  const amount = (field: string, typed: string): string | null => {
    const milli = number(field, typed)
    return milli === null || milli < 0 ? null : (BigInt(milli) * 1000n).toString()
  }
  const limits = (field: string, of: LimitsForm): Limits => ({
    quantityMilli: number(`${field}.quantity`, of.quantity),
    percentMilli: number(`${field}.percent`, of.percent),
    valueMicros: amount(`${field}.value`, of.value),
  })
  const band = (field: string, of: BandForm): Layer['automatic'] => {
    const short = limits(`${field}.short`, of.short)
    const over = limits(`${field}.over`, of.over)
    const isEmpty = [short, over].every((side) => Object.values(side).every((value) => value === null))
    return isEmpty ? null : { short, over }
  }
  const layers = form.layers.map((layer): Layer => {
    const { key } = layer
    const name = layer.name.trim()
    if (name === '') faults.add(`${key}.name`)
    const lines = number(`${key}.capLines`, layer.capLines)
    if (lines !== null && lines % 1000 !== 0) faults.add(`${key}.capLines`)
    const cap = {
      lines: lines === null ? null : lines / 1000,
      valueMicros: amount(`${key}.capValue`, layer.capValue),
    }
    const approval = {
      manager: amount(`${key}.approval.manager`, layer.approval.manager),
      planner: amount(`${key}.approval.planner`, layer.approval.planner),
    }
    return {
      name,
      scope: {
        countType: layer.countType,
        category: orNull(layer.category),
        abcClass: orNull(layer.abcClass),
        facilityId: layer.facilityId,
      },
      currency: orNull(layer.currency),
      automatic: band(`${key}.automatic`, layer.automatic),
      recount: band(`${key}.recount`, layer.recount),
      zeroBook: layer.zeroBook,
      cap: cap.lines === null && cap.valueMicros === null ? null : cap,
      approval: approval.manager === null && approval.planner === null ? null : approval,
      ...countingOf(layer),
    }
  })
  const agreeWithinMilli = number('agreeWithin', form.agreeWithin) ?? 0
  const recounts = { byAnother: form.byAnother, agreeWithinMilli }
  const rules = { isAutomatic: form.isAutomatic, layers, recounts }
  return { rules: faults.size === 0 ? rules : null, faults }
}

/** A layer of some lines only says nothing of how a whole count is done. */
function countingOf(layer: LayerForm): Pick<Layer, 'counting'> {
  const { blind, hqApproves, mayCount } = layer
  const isSilent = !blind && !hqApproves && mayCount.length === 0
  if (isSilent || orNull(layer.category) !== null || orNull(layer.abcClass) !== null) return {}
  return { counting: { blind, hqApproves, mayCount: mayCount.length === 0 ? null : [...mayCount] } }
}

function orNull(text: string): string | null {
  return text.trim() === '' ? null : text.trim()
}
