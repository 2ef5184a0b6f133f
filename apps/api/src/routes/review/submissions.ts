import { answerSubmission, explainArea, runSubmissions, submissionList } from '@cyclecount/engine'
import type { Some } from '../handler.ts'

export const submissions: Some<'explainArea' | 'submissions' | 'runSubmissions' | 'answerSubmission'> = {
  explainArea: (ctx, { actor, params, body }) => explainArea(ctx.engine, actor, params, body),
  submissions: (ctx, { actor, query }) => submissionList(ctx.engine, actor, query),
  runSubmissions: (ctx, { actor, params }) => runSubmissions(ctx.engine, actor, params.runId),
  answerSubmission: (ctx, { actor, params, body }) => answerSubmission(ctx.engine, actor, params.runId, body),
}
