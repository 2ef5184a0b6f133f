import {
  answerReversal,
  backendList,
  pauseBackend,
  proposalList,
  retryProposal,
  reverseProposal,
} from '@cyclecount/engine'
import type { Some } from '../handler.ts'

export const delivery: Some<
  'proposals' | 'retryProposal' | 'reverseProposal' | 'answerReversal' | 'backends' | 'pauseBackend'
> = {
  backends: (ctx, { actor }) => backendList(ctx.engine, actor),
  pauseBackend: (ctx, { actor, params, body }) => pauseBackend(ctx.engine, actor, params.backendId, body),
  proposals: (ctx, { actor, query }) => proposalList(ctx.engine, actor, query),
  retryProposal: (ctx, { actor, params }) => retryProposal(ctx.engine, actor, params.proposalId),
  reverseProposal: (ctx, { actor, params, body }) => reverseProposal(ctx.engine, actor, params, body),
  answerReversal: (ctx, { actor, params, body }) => answerReversal(ctx.engine, actor, params, body),
}
