import { ReasonSettings, SaveReasonsBody } from '../reasons.ts'
import { route } from '../route.ts'

export const reasonRoutes = {
  reasonSettings: route({
    method: 'GET',
    path: '/api/reasons/settings',
    tag: 'review',
    summary: 'Every reason of the company, and what each backend calls it',
    access: { by: 'person', capability: 'edit-reasons', facility: 'any' },
    reply: ReasonSettings,
  }),
  saveReasons: route({
    method: 'POST',
    path: '/api/reasons/settings',
    tag: 'review',
    summary: 'Add, rename, retire, order and map reasons; none is ever deleted',
    access: { by: 'person', capability: 'edit-reasons', facility: 'any' },
    body: SaveReasonsBody,
    reply: ReasonSettings,
    maxBytes: 262_144,
  }),
} as const
