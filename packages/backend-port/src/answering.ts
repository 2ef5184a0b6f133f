import type { Adjustment, BackendAdapter, PushOutcome } from './adapter.ts'

/** The same adapter to who waits for an answer, whether it comes at once or by an event. */
export function answering({
  adapter,
  answers,
}: {
  readonly adapter: BackendAdapter
  readonly answers?: () => Promise<void>
}): BackendAdapter {
  if (answers === undefined) return adapter
  const answered = async (
    outcome: PushOutcome,
    { facility, idempotencyKey }: Adjustment,
  ): Promise<PushOutcome> => {
    if (outcome.kind !== 'asked') return outcome
    await answers()
    const found = await adapter.lookUp(facility, idempotencyKey)
    if (found.kind !== 'accepted' && found.kind !== 'rejected')
      throw new Error(`what was asked by an event is ${found.kind} after it was answered`)
    return found
  }
  const { offerAll } = adapter
  return {
    ...adapter,
    push: async (adjustment) => answered(await adapter.push(adjustment), adjustment),
    ...(offerAll === undefined
      ? {}
      : {
          offerAll: async (offers) => {
            const outcomes = await offerAll(offers)
            return Promise.all(
              outcomes.map(async (outcome, at) => {
                const offer = offers[at]
                return offer?.kind === 'adjustment' ? answered(outcome, offer.adjustment) : outcome
              }),
            )
          },
        }),
  }
}

/** Delivers as a caller must: an unknown outcome is looked up, and only what was not taken is pushed again. */
export async function deliverThrough(adapter: BackendAdapter, adjustment: Adjustment): Promise<PushOutcome> {
  let outcome = await adapter.push(adjustment)
  while (outcome.kind === 'unknown') {
    const found = await adapter.lookUp(adjustment.facility, adjustment.idempotencyKey)
    outcome = found.kind === 'not-taken' ? await adapter.push(adjustment) : found
  }
  return outcome
}
