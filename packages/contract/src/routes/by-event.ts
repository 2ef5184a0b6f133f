import {
  AdjustmentAnswer,
  AdjustmentAnswerReply,
  AdjustmentsByEventBody,
  AdjustmentsByEventList,
  AdjustmentsByEventReply,
  AnswerSecretReply,
} from '../by-event.ts'
import { ReasonBody } from '../people.ts'
import { route } from '../route.ts'
import { done, facilityParams } from './params.ts'

const access = { by: 'person', capability: 'manage-integrations', facility: 'param' } as const
const params = facilityParams
const tag = 'adjustments by event'

export const byEventRoutes = {
  adjustmentsByEvent: route({
    method: 'GET',
    path: '/api/adjustments-by-event',
    tag,
    summary: 'Facilities whose adjustments another system is asked for by an event and answers by one',
    access: { by: 'person', capability: 'manage-integrations', facility: 'any' },
    reply: AdjustmentsByEventList,
  }),
  setAdjustmentsByEvent: route({
    method: 'PUT',
    path: '/api/facilities/:facilityId/adjustments-by-event',
    tag,
    summary:
      'Have the facility’s adjustments asked for by events, or change how long an answer is waited for',
    access,
    params,
    body: AdjustmentsByEventBody,
    reply: AdjustmentsByEventReply,
  }),
  rotateAnswerSecret: route({
    method: 'POST',
    path: '/api/facilities/:facilityId/adjustments-by-event/secret',
    tag,
    summary: 'Make a new secret for the answers; for a day both are good',
    access,
    params,
    reply: AnswerSecretReply,
  }),
  stopAdjustmentsByEvent: route({
    method: 'POST',
    path: '/api/facilities/:facilityId/adjustments-by-event/stop',
    tag,
    summary: 'Ask for nothing more by events; what was asked is still answered',
    access,
    params,
    body: ReasonBody,
    reply: done,
  }),
  answerAdjustment: route({
    method: 'POST',
    path: '/api/facilities/:facilityId/adjustment-answers',
    tag: 'machine endpoints',
    summary: 'A backend’s answer to an adjustment that it was asked for by an event',
    access: { by: 'signature' },
    params,
    body: AdjustmentAnswer,
    reply: AdjustmentAnswerReply,
  }),
} as const
