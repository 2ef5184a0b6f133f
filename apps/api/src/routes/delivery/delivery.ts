import { proposalList, retryProposal, reverseProposal } from '@cyclecount/engine'
import type { Some } from '../handler.ts'

export const delivery: Some<'proposals' | 'retryProposal' | 'reverseProposal'> = {
  proposals: (ctx, { actor, query }) => proposalList(ctx.engine, actor, query),
  retryProposal: (ctx, { actor, params }) => retryProposal(ctx.engine, actor, params.proposalId),
  reverseProposal: (ctx, { actor, params, body }) => reverseProposal(ctx.engine, actor, params, body),
}
