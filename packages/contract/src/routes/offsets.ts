import { AcceptOffsetBody, OffsetOffers, RejectOffsetBody } from '../offsets.ts'
import { DecideReply } from '../review.ts'
import { route } from '../route.ts'
import { runParams } from './params.ts'

export const offsetRoutes = {
  offsets: route({
    method: 'GET',
    path: '/api/runs/:runId/offsets',
    tag: 'review',
    summary: 'Open variances that cancel out, each pair offered as one move',
    access: { by: 'person', capability: 'review', facility: 'resource' },
    params: runParams,
    reply: OffsetOffers,
  }),
  acceptOffset: route({
    method: 'POST',
    path: '/api/runs/:runId/offsets/accept',
    tag: 'review',
    summary: 'Approve both lines of a pair as one move; never of one’s own count',
    access: { by: 'person', capability: 'decide', facility: 'resource' },
    params: runParams,
    body: AcceptOffsetBody,
    reply: DecideReply,
  }),
  rejectOffset: route({
    method: 'POST',
    path: '/api/runs/:runId/offsets/reject',
    tag: 'review',
    summary: 'Say that two lines are no move, so that they are not offered again',
    access: { by: 'person', capability: 'decide', facility: 'resource' },
    params: runParams,
    body: RejectOffsetBody,
    reply: OffsetOffers,
  }),
} as const
