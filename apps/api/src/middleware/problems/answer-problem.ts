import { BackendUnavailable } from '@cyclecount/backend-port'
import { problem, problemKinds, ProblemError, type Problem } from '@cyclecount/contract'
import { isOutOfRoom, isTransient } from '@cyclecount/db'
import type { Context } from 'hono'
import type { ApiEnv } from '../../api-env.ts'
import type { Log } from '../../log.ts'
import { say } from '../../words/say.ts'

/** A disk is not cleared in a second. */
const NO_ROOM_RETRY_S = 30

/** Every answer that is not a success has one shape. What nobody foresaw is told to the log, not to the caller. */
export function answerProblem(log: Log, error: unknown, c: Context<ApiEnv>): Response {
  const told = toProblem(error)
  const requestId = c.get('requestId')
  const noRoom = isOutOfRoom(error)
  if (told.kind === 'internal') log.error({ requestId, err: error }, 'a request failed')
  if (noRoom) log.error({ requestId, err: error }, 'the database cannot be written')
  const { status } = problemKinds[told.kind]
  const known = error instanceof BackendUnavailable ? Math.ceil(error.retryAfterMs / 1000) : 0
  const retry = noRoom ? NO_ROOM_RETRY_S : known
  if (told.kind === 'busy' || told.kind === 'too-many') c.header('retry-after', String(Math.max(1, retry)))
  if (status === 401) c.header('www-authenticate', 'Bearer')
  c.header('cache-control', 'no-store')
  return c.json({ ...told, requestId }, status)
}

function toProblem(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem
  if (error instanceof BackendUnavailable)
    return problem('busy', say('server.backend', { why: error.message }))
  if (isOutOfRoom(error)) return problem('busy', say('server.noRoom'))
  if (isTransient(error) || isConnectionLoss(error)) return problem('busy', say('server.busy'))
  return problem('internal', say('server.fault'))
}

function isConnectionLoss(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return false
  return /^(ECONN|EPIPE|08|57P|53)/.test(error.code)
}
