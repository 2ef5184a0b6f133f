import { countParameters, dryRunRules, rulesPage, saveRules } from '@cyclecount/engine'
import type { Some } from '../handler.ts'

export const guardrails: Some<'rules' | 'parameters' | 'saveRules' | 'dryRunRules'> = {
  rules: (ctx, { actor }) => rulesPage(ctx.engine, actor),
  parameters: (ctx, { actor, params, query }) => countParameters(ctx.engine, actor, params.facilityId, query),
  saveRules: (ctx, { actor, body }) => saveRules(ctx.engine, actor, body),
  dryRunRules: (ctx, { actor, body }) => dryRunRules(ctx.engine, actor, body),
}
