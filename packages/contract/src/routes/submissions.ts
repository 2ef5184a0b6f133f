import * as z from 'zod/mini'
import { AreaIdSchema } from '../ids.ts'
import { Checklist, ExplainAreaBody } from '../review.ts'
import { RunDetail } from '../runs.ts'
import { route } from '../route.ts'
import { AnswerSubmissionBody, RunSubmissions, SubmissionList, SubmissionListQuery } from '../submissions.ts'
import { runParams } from './params.ts'

export const submissionRoutes = {
  explainArea: route({
    method: 'POST',
    path: '/api/runs/:runId/areas/:areaId/explanation',
    tag: 'review',
    summary: 'Say why an area was not counted',
    access: { by: 'person', capability: 'decide', facility: 'resource' },
    params: z.extend(runParams, { areaId: AreaIdSchema }),
    body: ExplainAreaBody,
    reply: Checklist,
  }),
  submissions: route({
    method: 'GET',
    path: '/api/submissions',
    tag: 'review',
    summary: 'Counts handed to HQ: what waits, what was answered',
    access: { by: 'person', capability: 'accept-counts', facility: 'any' },
    query: SubmissionListQuery,
    reply: SubmissionList,
  }),
  runSubmissions: route({
    method: 'GET',
    path: '/api/runs/:runId/submissions',
    tag: 'review',
    summary: 'Every time a count was handed to HQ, and what HQ said',
    access: { by: 'person', capability: 'review', facility: 'resource' },
    params: runParams,
    reply: RunSubmissions,
  }),
  answerSubmission: route({
    method: 'POST',
    path: '/api/runs/:runId/submissions/answer',
    tag: 'review',
    summary: 'HQ accepts a facility’s count or returns it with a reason; nobody accepts their own',
    access: { by: 'person', capability: 'accept-counts', facility: 'resource' },
    params: runParams,
    body: AnswerSubmissionBody,
    reply: RunDetail,
  }),
} as const
