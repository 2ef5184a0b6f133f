import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

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

/** How far a message's time may be from ours, either way: what was overheard is good for no longer. */
const TOLERANCE_MS = 5 * 60_000

/** Whether the message carries a signature of one of the secrets, over itself as it stands, and was signed just now. */
export function isSigned(
  message: {
    readonly id: string
    readonly timestamp: string
    readonly signature: string
    readonly text: string
  },
  { secrets, now }: { readonly secrets: readonly string[]; readonly now: number },
): boolean {
  const { id, timestamp, text } = message
  if (!/^[\x21-\x7e]{1,200}$/.test(id) || !/^\d{1,12}$/.test(timestamp)) return false
  if (Math.abs(Number(timestamp) * 1000 - now) > TOLERANCE_MS) return false
  const good = secrets.map((secret) => Buffer.from(`v1,${signature(secret, `${id}.${timestamp}.${text}`)}`))
  const given = message.signature.split(' ').slice(0, 10)
  return given.some((one) => {
    const bytes = Buffer.from(one)
    return good.some((each) => each.length === bytes.length && timingSafeEqual(each, bytes))
  })
}

function signature(secret: string, signed: string): string {
  const key = Buffer.from(secret.slice(MARK.length), 'base64')
  return createHmac('sha256', key).update(signed).digest('base64')
}
