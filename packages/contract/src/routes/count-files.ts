import { CountFileBody, CountFileCheck, MAX_COUNT_FILE_BYTES } from '../count-files.ts'
import { CountUploadReply } from '../machines.ts'
import { route } from '../route.ts'
import { facilityParams } from './params.ts'

const usual = {
  method: 'POST',
  tag: 'counts made elsewhere',
  access: { by: 'person', capability: 'assign-areas', facility: 'param' },
  params: facilityParams,
  body: CountFileBody,
  // The file as JSON text: quotes and ends of lines take two characters there.
  maxBytes: 2 * MAX_COUNT_FILE_BYTES + 65_536,
} as const

export const countFileRoutes = {
  checkCountFile: route({
    ...usual,
    path: '/api/facilities/:facilityId/count-files/check',
    summary:
      'What taking in a file of a count made elsewhere would do, with everything that is wrong with it; changes nothing',
    reply: CountFileCheck,
  }),
  takeInCountFile: route({
    ...usual,
    path: '/api/facilities/:facilityId/count-files',
    summary: 'Take in a file of a count made elsewhere, whole or not at all, and the same file once',
    reply: CountUploadReply,
  }),
} as const
