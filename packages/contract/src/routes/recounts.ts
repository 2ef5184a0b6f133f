import { AskRecountBody, RecountList } from '../recounts.ts'
import { route } from '../route.ts'
import { runParams } from './params.ts'

export const recountRoutes = {
  askRecount: route({
    method: 'POST',
    path: '/api/runs/:runId/recounts',
    tag: 'review',
    summary: 'Ask a person to count lines again, blind to the book and to the count before',
    access: { by: 'person', capability: 'decide', facility: 'resource' },
    params: runParams,
    body: AskRecountBody,
    reply: RecountList,
    maxBytes: 524_288,
  }),
  recounts: route({
    method: 'GET',
    path: '/api/runs/:runId/recounts',
    tag: 'review',
    summary: 'Who was asked to count which lines again, and how far it is',
    access: { by: 'person', capability: 'review', facility: 'resource' },
    params: runParams,
    reply: RecountList,
  }),
} as const
