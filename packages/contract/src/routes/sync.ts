import {
  CataloguePage,
  CatalogueQuery,
  EnrolDeviceBody,
  EnrolDeviceReply,
  MAX_PUSH_BYTES,
  MyAreas,
  PushBody,
  PushReply,
  SessionLogQuery,
  SessionLogReply,
} from '../sync.ts'
import { route } from '../route.ts'
import { facilityParams, sessionParams } from './params.ts'

export const syncRoutes = {
  enrolDevice: route({
    method: 'POST',
    path: '/api/devices',
    tag: 'sync',
    summary: 'Enrol this device, or add the signed-in person to it',
    access: { by: 'person', capability: 'count', facility: 'any' },
    body: EnrolDeviceBody,
    reply: EnrolDeviceReply,
  }),
  myAreas: route({
    method: 'GET',
    path: '/api/store/areas',
    tag: 'sync',
    summary: 'The areas given to me, with what a device needs to count them offline',
    access: { by: 'person', capability: 'count', facility: 'any' },
    reply: MyAreas,
  }),
  catalogue: route({
    method: 'GET',
    path: '/api/facilities/:facilityId/catalogue',
    tag: 'sync',
    summary: 'Products and codes of a facility, paged',
    access: { by: 'person', capability: 'count', facility: 'param' },
    params: facilityParams,
    query: CatalogueQuery,
    reply: CataloguePage,
  }),
  push: route({
    method: 'POST',
    path: '/api/sync/push',
    tag: 'sync',
    summary: 'Send captured events; answered after a durable commit',
    access: { by: 'device' },
    body: PushBody,
    reply: PushReply,
    maxBytes: MAX_PUSH_BYTES,
  }),
  sessionLog: route({
    method: 'GET',
    path: '/api/sync/sessions/:sessionId/log',
    tag: 'sync',
    summary: 'My session as the server holds it, to continue on any device',
    access: { by: 'person', capability: 'count', facility: 'resource' },
    params: sessionParams,
    query: SessionLogQuery,
    reply: SessionLogReply,
  }),
} as const
