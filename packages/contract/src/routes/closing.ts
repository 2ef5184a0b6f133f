import * as z from 'zod/mini'
import { CountClosing, SetClosingBody, SignBody, TestCountBody } from '../closing.ts'
import { CountSheets, EnterSheetBody, EnterSheetReply } from '../count-sheets.ts'
import { route, ZIP_TYPE } from '../route.ts'
import { runParams } from './params.ts'

const usual = { tag: 'closing', params: runParams } as const
const access = { by: 'person', capability: 'review', facility: 'resource' } as const

export const closingRoutes = {
  closing: route({
    ...usual,
    method: 'GET',
    path: '/api/runs/:runId/closing',
    summary: 'What finance and auditors need of a count',
    access,
    reply: CountClosing,
  }),
  setClosing: route({
    ...usual,
    method: 'PUT',
    path: '/api/runs/:runId/closing',
    summary: 'Note the cut-off, the posting date and the accounting period',
    access: { ...access, capability: 'decide' },
    body: SetClosingBody,
    reply: CountClosing,
  }),
  testCount: route({
    ...usual,
    method: 'POST',
    path: '/api/runs/:runId/test-counts',
    summary: 'Note what an auditor counted themselves of a line',
    access: { ...access, capability: 'test-count' },
    body: TestCountBody,
    reply: CountClosing,
  }),
  signCount: route({
    ...usual,
    method: 'POST',
    path: '/api/runs/:runId/certificates',
    summary: 'Sign the store’s certificate over the figures that were seen',
    access: { ...access, capability: 'decide' },
    body: SignBody,
    reply: CountClosing,
  }),
  countSheets: route({
    ...usual,
    method: 'GET',
    path: '/api/runs/:runId/count-sheets',
    summary: 'What to count on paper: bins and what lies there, without how many',
    access,
    reply: CountSheets,
  }),
  enterSheet: route({
    ...usual,
    method: 'POST',
    path: '/api/runs/:runId/count-sheets',
    summary:
      'Take in what was counted on a sheet, as a count of who counted it, with who keyed it; a sheet counts once',
    access: { ...access, capability: 'assign-areas' },
    body: EnterSheetBody,
    reply: EnterSheetReply,
    maxBytes: 1_048_576,
  }),
  auditPack: route({
    ...usual,
    method: 'GET',
    path: '/api/runs/:runId/audit-pack.zip',
    summary: 'Everything an auditor asks of a count, in one archive with the SHA-256 of every file',
    access,
    gives: ZIP_TYPE,
    reply: z.unknown(),
  }),
} as const
