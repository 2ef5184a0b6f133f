import * as z from 'zod/mini'
import { MachineIdSchema } from '../ids.ts'
import {
  ConfirmAdjustmentsBody,
  ConfirmAdjustmentsReply,
  CountUploadBody,
  CountUploadReply,
  CreateMachineBody,
  CreateMachineReply,
  MachineList,
  VarianceFeed,
  VarianceFeedQuery,
} from '../machines.ts'
import { ReasonBody } from '../people.ts'
import { route } from '../route.ts'
import { done } from './params.ts'

export const machineRoutes = {
  listMachines: route({
    method: 'GET',
    path: '/api/machines',
    tag: 'machines',
    summary: 'Programs of other systems that may call, and what each may do where',
    access: { by: 'person', capability: 'manage-integrations', facility: 'any' },
    reply: MachineList,
  }),
  createMachine: route({
    method: 'POST',
    path: '/api/machines',
    tag: 'machines',
    summary: 'Let a machine in; its token is told this once',
    access: { by: 'person', capability: 'manage-integrations', facility: 'any' },
    body: CreateMachineBody,
    reply: CreateMachineReply,
    maxBytes: 262_144,
  }),
  revokeMachine: route({
    method: 'POST',
    path: '/api/machines/:machineId/revoke',
    tag: 'machines',
    summary: 'End a machine’s token for good',
    access: { by: 'person', capability: 'manage-integrations', facility: 'any' },
    params: z.object({ machineId: MachineIdSchema }),
    body: ReasonBody,
    reply: done,
  }),
  uploadCount: route({
    method: 'POST',
    path: '/api/inventory/count',
    tag: 'machine endpoints',
    summary: 'Take in rows of a physical count made elsewhere, as sessions of the machine',
    access: { by: 'machine', scope: 'send-counts' },
    once: true,
    body: CountUploadBody,
    reply: CountUploadReply,
    maxBytes: 1_048_576,
  }),
  confirmAdjustments: route({
    method: 'POST',
    path: '/api/inventory/adjust',
    tag: 'machine endpoints',
    summary: 'Confirm approved adjustments that another system booked or refused',
    access: { by: 'machine', scope: 'confirm-adjustments' },
    once: true,
    body: ConfirmAdjustmentsBody,
    reply: ConfirmAdjustmentsReply,
    maxBytes: 262_144,
  }),
  varianceFeed: route({
    method: 'GET',
    path: '/api/inventory/variances',
    tag: 'machine endpoints',
    summary: 'Variances as they stand, for reports, in the order in which they were found',
    access: { by: 'machine', scope: 'read-variances' },
    query: VarianceFeedQuery,
    reply: VarianceFeed,
  }),
} as const
