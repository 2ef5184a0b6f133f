import { Problem, PushReply, type PushBody } from '@cyclecount/contract'
import type { BlockReason } from './connection.ts'
import type { PushAnswer, SyncError } from './ports.ts'
import { say } from './words/say.ts'

/** What an answer means. Only an echo of this very batch from a server of ours acknowledges anything (rule AK1). */
export type Verdict =
  | { readonly kind: 'acknowledged'; readonly reply: PushReply; readonly acks: PushReply['sessions'] }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'refused'; readonly reason: BlockReason; readonly message: string }
  | {
      readonly kind: 'failed'
      readonly error: SyncError['kind']
      readonly message: string
      readonly retryAfterMs: number | null
    }

export function judge(sent: PushBody, answer: PushAnswer): Verdict {
  const { status, body, retryAfterMs } = answer
  if (status === 200) return judgeReply(sent, body, retryAfterMs)
  if (status === 413) return { kind: 'too-large' }
  const told = Problem.safeParse(body)
  const reason = told.success ? blockedBy[status] : undefined
  if (told.success && reason) return { kind: 'refused', reason, message: told.data.message }
  // Without a problem of ours in the body it was not our server that said no: a portal or a proxy in between.
  const message = told.success ? told.data.message : say('server.status', { status })
  return { kind: 'failed', error: told.success ? 'server' : 'not-ours', message, retryAfterMs }
}

/** The server's own words that this device may not send, whatever it sends. */
export const blockedBy: Readonly<Record<number, BlockReason>> = {
  401: 'signed-out',
  403: 'device-revoked',
  426: 'update-required',
}

function judgeReply(sent: PushBody, body: unknown, retryAfterMs: number | null): Verdict {
  const parsed = PushReply.safeParse(body)
  if (!parsed.success || parsed.data.batchId !== sent.batchId || parsed.data.deviceId !== sent.deviceId) {
    const message = say('server.notOurs')
    return { kind: 'failed', error: 'not-ours', message, retryAfterMs }
  }
  const asked = new Set(sent.sessions.map((session) => session.sessionId))
  const acks = parsed.data.sessions.filter((session) => asked.has(session.sessionId))
  return { kind: 'acknowledged', reply: parsed.data, acks }
}
