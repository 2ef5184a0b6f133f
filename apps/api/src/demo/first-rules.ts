import type { Rules } from '@cyclecount/contract'
import { rulesPage, saveRules } from '@cyclecount/engine'
import type { ApiContext } from '../context.ts'
import { demoActor } from './demo-actor.ts'

/** Plans for the whole company. */
const PLANNER = 'maya'

const none = { quantityMilli: null, percentMilli: null, valueMicros: null }
const everything = { countType: null, category: null, abcClass: null, facilityId: null }
const small = { quantityMilli: 2_000, percentMilli: 5_000, valueMicros: '20000000' }

/**
 * A ready example that decides nothing yet: nobody's book changes before somebody who answers for it switched it on, and a dry
 * run has something to try.
 */
const example: Rules = {
  isAutomatic: false,
  layers: [
    {
      name: 'Whole company',
      scope: everything,
      currency: 'USD',
      automatic: { short: small, over: small },
      recount: null,
      zeroBook: 'person',
      cap: { lines: 20, valueMicros: '100000000' },
      approval: null,
    },
    {
      name: 'Jackets that are missing',
      scope: { ...everything, category: 'Jackets' },
      currency: 'USD',
      automatic: { short: { ...none, quantityMilli: 1_000 }, over: none },
      recount: null,
      zeroBook: null,
      cap: null,
      approval: null,
    },
  ],
  recounts: { byAnother: true, agreeWithinMilli: 0 },
}

/** The first version of the company's rules, where it has none. */
export async function makeFirstRules(ctx: ApiContext): Promise<void> {
  const { engine } = ctx
  const planner = await demoActor(ctx, PLANNER)
  const { versions } = await rulesPage(engine, planner)
  if (versions.some(({ version }) => version > 0)) return
  await saveRules(engine, planner, {
    basedOn: 0,
    rules: example,
    reason:
      'To begin with: limits to try on past counts. Nothing is decided automatically until they are switched on.',
  })
}
