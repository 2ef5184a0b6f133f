import { proposalList, retryProposal } from '@cyclecount/engine'
import type { Some } from '../handler.ts'

export const delivery: Some<'proposals' | 'retryProposal'> = {
  proposals: (ctx, { actor, query }) => proposalList(ctx.engine, actor, query),
  retryProposal: (ctx, { actor, params }) => retryProposal(ctx.engine, actor, params.proposalId),
}
