import { createHmac, randomBytes } from 'node:crypto'

const MARK = 'whsec_'

/** A secret as Standard Webhooks writes them. */
export function newSecret(): string {
  return MARK + randomBytes(32).toString('base64')
}

/**
 * The headers of Standard Webhooks for what is sent: HMAC-SHA256 over id, second and body, one signature a secret, so that a receiver that has
 * either of two takes it.
 */
export function signedHeaders(message: {
  readonly id: string
  readonly at: number
  readonly body: string
  readonly secrets: readonly string[]
}): Readonly<Record<string, string>> {
  const { id, at, body, secrets } = message
  const timestamp = String(Math.floor(at / 1000))
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': secrets
      .map((secret) => `v1,${signature(secret, `${id}.${timestamp}.${body}`)}`)
      .join(' '),
  }
}

function signature(secret: string, signed: string): string {
  const key = Buffer.from(secret.slice(MARK.length), 'base64')
  return createHmac('sha256', key).update(signed).digest('base64')
}
