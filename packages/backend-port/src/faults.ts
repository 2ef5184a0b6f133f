import type { PushOutcome } from './adapter.ts'

/** What a call to the backend is. */
export type BackendCall = 'on-hand' | 'movements' | 'push' | 'look-up' | 'observe'

/**
 * How a call goes wrong. `before` and `after` say whether it took effect: `lost` answers that the outcome is unknown, `throw` throws,
 * `hang` never answers, as to a process that was killed while it waited. `asked` took effect and says that its answer comes by an event: it is
 * known when it is looked up.
 */
export type Fault =
  | 'none'
  | 'lost-before'
  | 'lost-after'
  | 'throw-before'
  | 'throw-after'
  | 'hang-before'
  | 'hang-after'
  | 'asked'
  | 'not-now'
  | 'rejected'
  | 'unavailable'

/** Faults that wait for the next calls of their kind, in order. */
export class Faults {
  readonly #waiting = new Map<BackendCall, Fault[]>()
  #hung: () => void = () => undefined
  #release: (outcome: PushOutcome) => void = () => undefined

  /** Plans a fault for the next call of this kind that has none yet. */
  plan(call: BackendCall, ...faults: readonly Fault[]): void {
    this.#waiting.set(call, [...(this.#waiting.get(call) ?? []), ...faults])
  }

  take(call: BackendCall): Exclude<Fault, 'none'> | null {
    const fault = this.#waiting.get(call)?.shift() ?? 'none'
    return fault === 'none' ? null : fault
  }

  /** Resolves when a call begins to hang. */
  nextHang(): Promise<void> {
    return new Promise((resolve) => {
      this.#hung = resolve
    })
  }

  /** Answers the call that hangs after all, as to a process that was only slow. */
  release(outcome: PushOutcome): void {
    this.#release(outcome)
  }

  hang(): Promise<PushOutcome> {
    this.#hung()
    return new Promise((resolve) => {
      this.#release = resolve
    })
  }
}
