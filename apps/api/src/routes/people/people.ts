import { MIN_SUPPORTED_PROTOCOL, PROTOCOL_VERSION } from '@cyclecount/contract'
import { enrolDevice, listDevices, me, revokeDevice } from '@cyclecount/engine'
import type { Some } from '../handler.ts'

export const people: Some<'config' | 'me' | 'enrolDevice' | 'listDevices' | 'revokeDevice'> = {
  config: async ({ config }) => ({
    product: 'Cyclecount',
    version: config.version,
    protocol: PROTOCOL_VERSION,
    minSupportedProtocol: MIN_SUPPORTED_PROTOCOL,
    issuer: config.identity.issuer,
    audience: config.identity.audience,
    storeClientId: config.identity.storeClientId,
    consoleClientId: config.identity.consoleClientId,
    demo: config.demo !== null,
  }),
  me: (ctx, { actor }) => me(ctx.engine, actor),
  enrolDevice: (ctx, { actor, body }) => enrolDevice(ctx.engine, actor, body),
  listDevices: (ctx, { actor }) => listDevices(ctx.engine, actor),
  revokeDevice: (ctx, { actor, params, body }) =>
    revokeDevice(ctx.engine, actor, { deviceId: params.deviceId, reason: body.reason }),
}
