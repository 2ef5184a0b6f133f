import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** What a token looks like: a mark that secret scanners know it by, eight letters that are shown, 256 bits that are not. */
const shape = /^ccm_([a-z0-9]{8})_[\w-]{43}$/

const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789'

export interface NewToken {
  readonly token: string
  readonly prefix: string
  readonly hash: Uint8Array
}

export function newToken(): NewToken {
  const prefix = [...randomBytes(8)].map((byte) => LETTERS[byte % LETTERS.length]).join('')
  const token = `ccm_${prefix}_${randomBytes(32).toString('base64url')}`
  return { token, prefix, hash: hashOf(token) }
}

/** The part by which a token is found; null for what is none. */
export function prefixOf(token: string): string | null {
  return shape.exec(token)?.[1] ?? null
}

/** Whether it is the token that was hashed, in a time that says nothing about how much of it is right. */
export function isToken(token: string, hash: Uint8Array): boolean {
  return timingSafeEqual(hash, hashOf(token))
}

function hashOf(token: string): Uint8Array {
  return new Uint8Array(createHash('sha256').update(token).digest())
}
