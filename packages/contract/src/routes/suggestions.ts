import * as z from 'zod/mini'
import { route } from '../route.ts'
import {
  AcceptSuggestionsBody,
  AcceptSuggestionsReply,
  DismissSuggestionsBody,
  SendSignalsBody,
  SendSignalsReply,
  SignalEventsBody,
  SnoozeSuggestionsBody,
  SuggestionList,
  SuggestionQuery,
} from '../suggestions.ts'
import { done, facilityParams } from './params.ts'

const usual = {
  tag: 'suggestions',
  access: { by: 'person', capability: 'plan-runs', facility: 'param' },
  params: facilityParams,
} as const
const answer = { ...usual, method: 'POST', maxBytes: 131_072 } as const

export const suggestionRoutes = {
  sendSignals: route({
    method: 'POST',
    path: '/api/inventory/signals',
    tag: 'machine endpoints',
    summary: 'Tell of orders that were refused and picks that found too little',
    access: { by: 'machine', scope: 'send-signals' },
    once: true,
    body: SendSignalsBody,
    reply: SendSignalsReply,
    maxBytes: 524_288,
  }),
  sendSignalEvents: route({
    method: 'POST',
    path: '/api/inventory/signal-events',
    tag: 'machine endpoints',
    summary:
      'The same as CloudEvents `order.rejected` and `pick.short`, each taken in once by its source and id',
    access: { by: 'machine', scope: 'send-signals' },
    body: SignalEventsBody,
    reply: SendSignalsReply,
    maxBytes: 1_048_576,
  }),
  suggestions: route({
    ...usual,
    method: 'GET',
    path: '/api/facilities/:facilityId/suggestions',
    summary: 'What should be counted, why, and what fits into the time there is',
    query: SuggestionQuery,
    reply: SuggestionList,
  }),
  refreshSuggestions: route({
    ...usual,
    method: 'POST',
    path: '/api/facilities/:facilityId/suggestions/refresh',
    summary: 'Read the book and work the suggestions out anew',
    reply: z.object({ opened: z.int(), closed: z.int(), open: z.int() }),
  }),
  acceptSuggestions: route({
    ...answer,
    path: '/api/facilities/:facilityId/suggestions/accept',
    summary:
      'Put the products into the next walk: the run of suggestions that nobody has begun, or a new one',
    body: AcceptSuggestionsBody,
    reply: AcceptSuggestionsReply,
  }),
  snoozeSuggestions: route({
    ...answer,
    path: '/api/facilities/:facilityId/suggestions/snooze',
    summary: 'Let suggestions sleep until a day',
    body: SnoozeSuggestionsBody,
    reply: done,
  }),
  dismissSuggestions: route({
    ...answer,
    path: '/api/facilities/:facilityId/suggestions/dismiss',
    summary: 'Put suggestions away with a reason',
    body: DismissSuggestionsBody,
    reply: done,
  }),
} as const
