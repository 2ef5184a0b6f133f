import { HintSecretReply, HintSourceList, StockChanged, StockChangedReply } from '../hints.ts'
import { ReasonBody } from '../people.ts'
import { route } from '../route.ts'
import { done, facilityParams } from './params.ts'

const access = { by: 'person', capability: 'manage-integrations', facility: 'param' } as const
const params = facilityParams
const tag = 'stock hints'

export const hintRoutes = {
  stockHints: route({
    method: 'GET',
    path: '/api/stock-hints',
    tag,
    summary: 'Facilities whose inventory system tells that stock changed',
    access: { by: 'person', capability: 'manage-integrations', facility: 'any' },
    reply: HintSourceList,
  }),
  makeHintSecret: route({
    method: 'POST',
    path: '/api/facilities/:facilityId/stock-hints/secret',
    tag,
    summary:
      'Let the facility’s inventory system tell that stock changed, or make a new secret; for a day both are good',
    access,
    params,
    reply: HintSecretReply,
  }),
  stopHints: route({
    method: 'POST',
    path: '/api/facilities/:facilityId/stock-hints/stop',
    tag,
    summary: 'Take no more hints for the facility',
    access,
    params,
    body: ReasonBody,
    reply: done,
  }),
  tellStockChanged: route({
    method: 'POST',
    path: '/api/facilities/:facilityId/stock-changes',
    tag: 'machine endpoints',
    summary: 'A backend tells that stock changed: the book is read again, and nothing is believed',
    access: { by: 'signature' },
    params,
    body: StockChanged,
    reply: StockChangedReply,
  }),
} as const
