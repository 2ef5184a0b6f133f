import { untilHere } from '../app/until-here.ts'
import type { Shown } from '../app/shown.ts'

/**
 * Whether the browser holds the whole app, so that it starts and every screen opens without a network. `never`: it does not keep apps at
 * all (a private window, an old browser); the open page counts all the same.
 */
export type KeptApp = 'coming' | 'kept' | 'never'

/** What is needed of the browser's service workers. */
export interface AppKeeper {
  /** The worker that serves this page, if one does. */
  readonly controller: unknown
  /** Resolves once a worker is active; it becomes so only after all of the app is stored. */
  readonly ready: Promise<unknown>
}

/** A browser that refuses says so with these; anything else may be the network, and is tried again. */
const REFUSALS = new Set(['SecurityError', 'NotSupportedError', 'InvalidStateError'])

/** Has the app kept, and shows how that stands. Rejects never. */
export async function keepApp(
  keeper: AppKeeper | undefined,
  register: () => Promise<unknown>,
  kept: Shown<KeptApp>,
  pause?: () => Promise<void>,
): Promise<void> {
  if (keeper === undefined) return kept.set('never')
  if (keeper.controller) kept.set('kept')
  const registered = untilHere(async () => {
    try {
      await register()
      return true
    } catch (error) {
      if (error instanceof Error && REFUSALS.has(error.name)) return false
      throw error
    }
  }, pause)
  if (await registered) await keeper.ready
  kept.set((await registered) || keeper.controller ? 'kept' : 'never')
}
