/** Sends one request to an address that somebody else named. Never throws, never follows, never reaches what is not public. */
export type SendWebhook = (request: {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}) => Promise<WebhookAnswer>

export type WebhookAnswer =
  | { readonly kind: 'answered'; readonly status: number; readonly retryAfterMs: number }
  | { readonly kind: 'failed'; readonly message: string }
