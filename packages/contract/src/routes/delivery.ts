import * as z from 'zod/mini'
import { BackendList, PauseBackendBody } from '../delivery.ts'
import { BackendIdSchema } from '../ids.ts'
import { route } from '../route.ts'
import { done } from './params.ts'

export const deliveryRoutes = {
  backends: route({
    method: 'GET',
    path: '/api/backends',
    tag: 'delivery',
    summary: 'The inventory systems of my facilities, and which of them are paused, by whom and why',
    access: { by: 'person', capability: 'review', facility: 'any' },
    reply: BackendList,
  }),
  pauseBackend: route({
    method: 'POST',
    path: '/api/backends/:backendId/pause',
    tag: 'delivery',
    summary: 'Deliver nothing to an inventory system until somebody resumes it, or resume it',
    access: { by: 'person', capability: 'pause-delivery', facility: 'resource' },
    params: z.object({ backendId: BackendIdSchema }),
    body: PauseBackendBody,
    reply: done,
  }),
} as const
