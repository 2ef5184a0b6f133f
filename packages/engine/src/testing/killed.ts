import type { EngineContext } from '../context.ts'

export class Killed extends Error {}

/** A process that is killed at its n-th write, just before or just after that is committed. */
export function killedAt(ctx: EngineContext, nth: number, when: 'before' | 'after'): EngineContext {
  let writes = 0
  return {
    ...ctx,
    processName: 'killed',
    db: {
      ...ctx.db,
      write: async (work) => {
        writes += 1
        if (writes < nth) return ctx.db.write(work)
        if (writes === nth && when === 'after') await ctx.db.write(work)
        throw new Killed()
      },
    },
  }
}
