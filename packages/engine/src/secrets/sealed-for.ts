import type { FacilityId, WebhookId } from '@cyclecount/domain'

/** What a webhook's secrets are sealed for. */
export function ofWebhook(webhookId: WebhookId): string {
  return `webhook:${webhookId}`
}

/** What the secrets of a facility's hints are sealed for. */
export function ofHints(facilityId: FacilityId): string {
  return `hints:${facilityId}`
}

/** What the secrets of a facility's answers are sealed for. */
export function ofAnswers(facilityId: FacilityId): string {
  return `answers:${facilityId}`
}
