import type { Sealed } from '@cyclecount/domain'
import type { EngineContext } from '../context.ts'

/**
 * The secret in plain text and, until its time is over, the one before it. None where the server's keys do not open the secret: it then neither
 * signs nor judges anything, for what only an earlier secret signed would fail a day later without a word.
 */
export function secretsGoodNow(
  { vault, now }: Pick<EngineContext, 'vault' | 'now'>,
  kept: {
    readonly secret: Sealed
    readonly previous_secret: Sealed | null
    readonly previous_until: number
  },
  of: string,
): readonly string[] {
  const secret = vault.open(kept.secret, of)
  if (secret === null) return []
  const earlier = kept.previous_secret
  const previous = earlier !== null && kept.previous_until > now() ? vault.open(earlier, of) : null
  return previous === null ? [secret] : [secret, previous]
}
