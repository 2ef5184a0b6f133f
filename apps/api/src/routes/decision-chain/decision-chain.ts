import {
  decisionChain as chainOf,
  decisionChainCsv,
  decisionChainJson,
  decisionChainXlsx,
} from '@cyclecount/engine'
import type { Some } from '../handler.ts'

export const decisionChain: Some<
  'decisionChain' | 'decisionChainCsv' | 'decisionChainJson' | 'decisionChainXlsx'
> = {
  decisionChain: (ctx, { actor, params, query }) => chainOf(ctx.engine, actor, params.runId, query),
  decisionChainCsv: (ctx, { actor, params }) => decisionChainCsv(ctx.engine, actor, params.runId),
  decisionChainJson: (ctx, { actor, params }) => decisionChainJson(ctx.engine, actor, params.runId),
  decisionChainXlsx: (ctx, { actor, params }) => decisionChainXlsx(ctx.engine, actor, params.runId),
}
