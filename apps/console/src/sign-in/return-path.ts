/** Where the identity provider sends people back to, and where they wanted to go before. */
export const BASE = '/console/'
export const SIGNED_IN = `${BASE}signed-in`

/**
 * The place to go to after signing in: what was asked for where it lies inside the console, else the console's start. Anything
 * else (another origin, `//host`, the call-back itself) could be somebody's trap.
 */
export function returnPath(asked: unknown): string {
  if (typeof asked !== 'string' || !asked.startsWith(BASE)) return BASE
  if (asked.includes('\\') || asked.includes('..') || asked.startsWith(SIGNED_IN)) return BASE
  return asked
}
