import { syncRoutes, type Call, type SessionLogPage } from '@cyclecount/contract'
import type { ScanEvent, SessionId } from '@cyclecount/domain'
import { LOG_BEGINS, type LogPlace } from './agreement.ts'
import { fetchHistory, type ResumeDeps } from './history.ts'

/**
 * Takes over what the server holds of a session: all pages are gathered, then adopted at once. What was pulled before is not
 * asked for again, unless the server is another incarnation or holds another log (rule CH5). Nothing is adopted any more where
 * `stillWanted` says so: a count that is on the screen does not change under the counter's hands.
 */
export async function pullSession(
  deps: ResumeDeps,
  sessionId: SessionId,
  stillWanted: () => boolean = () => true,
): Promise<void> {
  // What comes after a snapshot is pulled when the log behind it is here.
  const { store, call } = deps
  const history = await fetchHistory(deps, sessionId)
  const [known, { incarnation }] = await Promise.all([store.pulledTo(sessionId), store.identity()])
  const more = history === 'whole' ? await gather(call, sessionId, known, incarnation) : null
  const after = more ? known.seq : 0
  const pulled = more ?? (await gather(call, sessionId, LOG_BEGINS, null))
  if (!pulled || !stillWanted()) return
  const { assignmentId, runId, facilityId, areaId, userId, state, cursor, chain } = pulled.latest
  const header = { sessionId, assignmentId, runId, facilityId, areaId, userId }
  await store.adopt({ ...header, state, after, cursor, chain, events: pulled.events })
}

interface Gathered {
  readonly events: readonly ScanEvent[]
  readonly latest: SessionLogPage
}

/** All pages after a place; null where this server's log is another one than was pulled before (from `incarnation`). */
async function gather(
  call: Call,
  sessionId: SessionId,
  after: LogPlace,
  incarnation: string | null,
): Promise<Gathered | null> {
  const events: ScanEvent[] = []
  for (let from = after; ;) {
    const query = { after: String(from.seq), chain: from.chain }
    const latest = await call(syncRoutes.sessionLog, { params: { sessionId }, query })
    if (latest.refetch) return null
    if (after.seq > 0 && incarnation !== null && incarnation !== latest.incarnation) return null
    events.push(...latest.events)
    if (!latest.more) return { events, latest }
    from = { seq: latest.cursor, chain: latest.chain }
  }
}
