import * as z from 'zod/mini'
import { DeviceIdSchema } from '../ids.ts'
import { DeviceList, Me, ReasonBody, ServerConfig } from '../people.ts'
import { route } from '../route.ts'
import { done } from './params.ts'

export const peopleRoutes = {
  config: route({
    method: 'GET',
    path: '/api/config',
    tag: 'people',
    summary: 'What a client must know before anyone signs in',
    access: { by: 'public' },
    reply: ServerConfig,
  }),
  me: route({
    method: 'GET',
    path: '/api/me',
    tag: 'people',
    summary: 'Who is signed in and what they may do',
    access: { by: 'person', capability: 'signed-in', facility: 'any' },
    reply: Me,
  }),
  listDevices: route({
    method: 'GET',
    path: '/api/devices',
    tag: 'people',
    summary: 'Devices that may send scans',
    access: { by: 'person', capability: 'see-devices', facility: 'any' },
    reply: DeviceList,
  }),
  revokeDevice: route({
    method: 'POST',
    path: '/api/devices/:deviceId/revoke',
    tag: 'people',
    summary: 'Shut a lost device out',
    access: { by: 'person', capability: 'revoke-devices', facility: 'any' },
    params: z.object({ deviceId: DeviceIdSchema }),
    body: ReasonBody,
    reply: done,
  }),
} as const
