export const BASE = '/store/'
export const SIGNED_IN = '/store/signed-in'

/** Where to go after signing in: a place inside the app (without its base), or its beginning. */
export function returnPath(asked: unknown): string {
  if (typeof asked !== 'string' || !asked.startsWith('/') || asked.startsWith('//')) return '/'
  return asked.startsWith('/signed-in') || asked.includes('\\') ? '/' : asked
}
