import type { BackendAdapter, LookUpOutcome, PushOutcome } from './adapter.ts'

/**
 * Where a call to a backend is cut off, before or after it took effect: its reply is lost, it throws, or whoever called was killed while it
 * waited and never hears of it.
 */
export const cuts = ['lost', 'throws', 'killed'] as const
export const cutPoints = ['before', 'after'] as const
export interface Cut {
  readonly how: (typeof cuts)[number]
  readonly when: (typeof cutPoints)[number]
}

export interface CutOff {
  readonly adapter: BackendAdapter
  /** Cuts off the next call of this kind; the earlier ones are made first. */
  readonly plan: (call: 'push' | 'look-up', cut: Cut) => void
  /** Resolves when somebody was killed while they waited. */
  readonly killed: () => Promise<void>
  /** Plans no more, and as if nothing had been called. */
  readonly forget: () => void
  /** The calls that were made, by key. */
  readonly calls: readonly { readonly call: 'push' | 'look-up'; readonly key: string }[]
}

/** The same backend over a line that is cut off where a test says. Takes one offer at a time, so that each can be cut off by itself. */
export function cutOff({ offerAll: _oneByOne, ...adapter }: BackendAdapter): CutOff {
  const planned = { push: [] as Cut[], 'look-up': [] as Cut[] }
  const calls: { call: 'push' | 'look-up'; key: string }[] = []
  let tell: () => void = () => undefined

  async function meet<T extends PushOutcome | LookUpOutcome>(
    call: 'push' | 'look-up',
    key: string,
    make: () => Promise<T>,
  ): Promise<T | { readonly kind: 'unknown'; readonly message: string }> {
    calls.push({ call, key })
    const cut = planned[call].shift()
    if (cut === undefined) return make()
    if (cut.when === 'after') await make()
    switch (cut.how) {
      case 'lost':
        return { kind: 'unknown', message: 'The line broke.' }
      case 'throws':
        throw new Error('The connection broke.')
      case 'killed':
        tell()
        return new Promise(() => undefined)
    }
  }

  return {
    adapter: {
      ...adapter,
      push: (adjustment) => meet('push', adjustment.idempotencyKey, () => adapter.push(adjustment)),
      lookUp: (facility, key) => meet('look-up', key, () => adapter.lookUp(facility, key)),
    },
    plan: (call, cut) => planned[call].push(cut),
    killed: () =>
      new Promise((resolve) => {
        tell = resolve
      }),
    forget: () => {
      planned.push.length = 0
      planned['look-up'].length = 0
      calls.length = 0
    },
    calls,
  }
}
