import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import type { Sealed } from '@cyclecount/domain'

const KEY_BYTES = 32
/** As NIST SP 800-38D recommends for GCM. */
const NONCE_BYTES = 12
const TAG_BYTES = 16
const FORM = 'v1'

/** Encrypts secrets that the product has to use itself, and so cannot keep as a hash. */
export interface Vault {
  /** Encrypts with the first key. `of` names what the secret is of: put anywhere else, it cannot be opened. */
  readonly seal: (secret: string, of: string) => Sealed
  /** The secret; null where it was sealed with a key that is not here, for something else, or was changed since. */
  readonly open: (sealed: Sealed, of: string) => string | null
  /** Whether the first key sealed it. */
  readonly isCurrent: (sealed: Sealed) => boolean
}

/**
 * AES-256-GCM. What is kept names its key by the beginning of the key's SHA-256, so that keys can be changed: the first seals, all of them open.
 * A key is 32 bytes; throws for any other.
 */
export function createVault(keys: readonly [Uint8Array, ...Uint8Array[]]): Vault {
  if (keys.some((key) => key.length !== KEY_BYTES)) throw new Error('a key of secrets is 32 bytes long')
  const [current] = keys
  const currentId = keyIdOf(current)
  const byId = new Map(keys.map((key) => [keyIdOf(key), key]))
  return {
    seal(secret, of) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', current, nonce, { authTagLength: TAG_BYTES })
      cipher.setAAD(Buffer.from(of))
      const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
      const parts = [nonce, text, cipher.getAuthTag()].map((part) => part.toString('base64url'))
      // The one place where something becomes sealed.
      return [FORM, currentId, ...parts].join('.') as Sealed
    },
    open(sealed, of) {
      const [form, keyId = '', ...parts] = sealed.split('.')
      const key = byId.get(keyId)
      const [nonce, text, tag] = parts.map((part) => Buffer.from(part, 'base64url'))
      if (form !== FORM || !key || nonce?.length !== NONCE_BYTES || !text || tag?.length !== TAG_BYTES)
        return null
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
      decipher.setAAD(Buffer.from(of))
      decipher.setAuthTag(tag)
      try {
        return Buffer.concat([decipher.update(text), decipher.final()]).toString('utf8')
      } catch {
        return null
      }
    },
    isCurrent: (sealed) => sealed.startsWith(`${FORM}.${currentId}.`),
  }
}

/** A new key. */
export function newVaultKey(): Uint8Array {
  return new Uint8Array(randomBytes(KEY_BYTES))
}

/** The keys written in base64, one after the other with commas, spaces or line ends between; null where something there is no key. */
export function parseVaultKeys(text: string): readonly [Uint8Array, ...Uint8Array[]] | null {
  const written = text.split(/[\s,]+/).filter((part) => part !== '')
  const keys = written.map((part) => new Uint8Array(Buffer.from(part, 'base64')))
  const [first, ...rest] = keys
  if (first === undefined || keys.some((key) => key.length !== KEY_BYTES)) return null
  return [first, ...rest]
}

function keyIdOf(key: Uint8Array): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 8)
}
