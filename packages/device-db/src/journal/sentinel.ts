import type { Chain, DeviceId, SessionId } from '@cyclecount/domain'
import * as z from 'zod/mini'

/**
 * How far each session of this device had come, noted apart from database and journal: it holds no event, but it knows how many
 * there were. Where both copies are gone it says what is missing.
 */
export interface Sentinel {
  readonly deviceId: DeviceId
  readonly sessions: ReadonlyMap<SessionId, Reach>
}

export interface Reach {
  readonly last: number
  readonly acked: number
  /** Of the log up to `acked`. */
  readonly chain: Chain
}

const Stored = z.object({
  version: z.literal(1),
  deviceId: z.string(),
  sessions: z.record(z.string(), z.tuple([z.int(), z.int(), z.string()])),
})

export function sentinelText({ deviceId, sessions }: Sentinel): string {
  const reached: Record<string, readonly [number, number, Chain]> = {}
  for (const [sessionId, { last, acked, chain }] of sessions) reached[sessionId] = [last, acked, chain]
  return JSON.stringify({ version: 1, deviceId, sessions: reached })
}

/** Null where nothing was noted, or nothing that this version understands. */
export function readSentinel(text: string | null): Sentinel | null {
  if (text === null) return null
  try {
    const { deviceId, sessions } = Stored.parse(JSON.parse(text))
    const reached = Object.entries(sessions).map(
      ([sessionId, [last, acked, chain]]) => [sessionId as SessionId, { last, acked, chain }] as const,
    )
    return { deviceId: deviceId as DeviceId, sessions: new Map(reached) }
  } catch {
    return null
  }
}
