import {
  abcPreview,
  abcSettings,
  saveAbc,
  acceptSuggestions,
  dismissSuggestions,
  refreshSuggestions,
  snoozeSuggestions,
  suggestionList,
  takeSignalEvents,
  takeSignals,
} from '@cyclecount/engine'
import type { Some } from '../handler.ts'

export const suggestions: Some<
  | 'sendSignals'
  | 'sendSignalEvents'
  | 'suggestions'
  | 'refreshSuggestions'
  | 'acceptSuggestions'
  | 'snoozeSuggestions'
  | 'dismissSuggestions'
  | 'abcSettings'
  | 'abcPreview'
  | 'saveAbc'
> = {
  sendSignals: async (ctx, { actor, idempotencyKey, body }) => {
    const reply = await takeSignals(ctx.engine, actor, idempotencyKey, body)
    ctx.reconciling.wake()
    return reply
  },
  sendSignalEvents: async (ctx, { actor, body }) => {
    const reply = await takeSignalEvents(ctx.engine, actor, body)
    ctx.reconciling.wake()
    return reply
  },
  suggestions: (ctx, { actor, params, query }) => suggestionList(ctx.engine, actor, params.facilityId, query),
  refreshSuggestions: (ctx, { actor, params }) => refreshSuggestions(ctx.engine, actor, params.facilityId),
  abcSettings: (ctx, { actor }) => abcSettings(ctx.engine, actor),
  abcPreview: (ctx, { actor, body }) => abcPreview(ctx.engine, actor, body),
  saveAbc: (ctx, { actor, body }) => saveAbc(ctx.engine, actor, body),
  acceptSuggestions: (ctx, { actor, params, body }) =>
    acceptSuggestions(ctx.engine, actor, params.facilityId, body),
  snoozeSuggestions: (ctx, { actor, params, body }) =>
    snoozeSuggestions(ctx.engine, actor, params.facilityId, body),
  dismissSuggestions: (ctx, { actor, params, body }) =>
    dismissSuggestions(ctx.engine, actor, params.facilityId, body),
}
