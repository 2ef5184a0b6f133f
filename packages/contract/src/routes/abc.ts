import { AbcPreview, AbcPreviewBody, AbcSettings, SaveAbcBody } from '../abc.ts'
import { route } from '../route.ts'

export const abcRoutes = {
  abcSettings: route({
    method: 'GET',
    path: '/api/abc',
    tag: 'planning',
    summary: 'The company’s ABC classes and how often each is counted',
    access: { by: 'person', capability: 'see-rules', facility: 'any' },
    reply: AbcSettings,
  }),
  abcPreview: route({
    method: 'POST',
    path: '/api/abc/preview',
    tag: 'planning',
    summary: 'How many products each class would get; changes nothing',
    access: { by: 'person', capability: 'see-rules', facility: 'any' },
    body: AbcPreviewBody,
    reply: AbcPreview,
  }),
  saveAbc: route({
    method: 'POST',
    path: '/api/abc',
    tag: 'planning',
    summary: 'Change the company’s ABC classes',
    access: { by: 'person', capability: 'edit-rules', facility: 'any' },
    body: SaveAbcBody,
    reply: AbcSettings,
  }),
} as const
