import { Inbox, InboxSeenBody } from '../inbox.ts'
import { route } from '../route.ts'

const access = { by: 'person', capability: 'signed-in', facility: 'any' } as const

export const inboxRoutes = {
  inbox: route({
    method: 'GET',
    path: '/api/inbox',
    tag: 'inbox',
    summary:
      'What needs me: mentions, returned counts, recounts, what waits for my approval, what was not delivered, what was set aside',
    access,
    reply: Inbox,
  }),
  inboxLive: route({
    method: 'GET',
    path: '/api/inbox/live',
    tag: 'inbox',
    summary: 'The same, again whenever it changes, as server-sent events',
    access,
    reply: Inbox,
    stream: true,
  }),
  inboxSeen: route({
    method: 'POST',
    path: '/api/inbox/seen',
    tag: 'inbox',
    summary: 'I have seen these',
    access,
    body: InboxSeenBody,
    reply: Inbox,
  }),
} as const
