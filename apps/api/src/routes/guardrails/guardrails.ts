import { dryRunRules, rulesPage, saveRules } from '@cyclecount/engine'
import type { Some } from '../handler.ts'

export const guardrails: Some<'rules' | 'saveRules' | 'dryRunRules'> = {
  rules: (ctx, { actor }) => rulesPage(ctx.engine, actor),
  saveRules: (ctx, { actor, body }) => saveRules(ctx.engine, actor, body),
  dryRunRules: (ctx, { actor, body }) => dryRunRules(ctx.engine, actor, body),
}
