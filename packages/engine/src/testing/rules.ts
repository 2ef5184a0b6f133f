import type { Rules } from '@cyclecount/contract'

type Layer = Rules['layers'][number]
type Limits = NonNullable<Layer['automatic']>['short']

const none: Limits = { quantityMilli: null, percentMilli: null, valueMicros: null }

/** The same limits of either sign. */
export function bothWays(limits: Partial<Limits>): NonNullable<Layer['automatic']> {
  return { short: { ...none, ...limits }, over: { ...none, ...limits } }
}

/** A layer of the whole company, but for what is said. */
export function layerOf(given: Partial<Layer>): Layer {
  return {
    name: 'Company',
    scope: { countType: null, category: null, abcClass: null, facilityId: null },
    currency: 'EUR',
    automatic: null,
    recount: null,
    zeroBook: null,
    cap: null,
    approval: null,
    ...given,
  }
}

/** Rules that decide automatically, of these layers. */
export function rulesOf(...layers: readonly Partial<Layer>[]): Rules {
  return {
    isAutomatic: true,
    layers: layers.map(layerOf),
    recounts: { byAnother: true, agreeWithinMilli: 0 },
  }
}
