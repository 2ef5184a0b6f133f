import { syncRoutes, type Call, type SessionLogReply } from '@cyclecount/contract'
import type { DeviceStore } from '@cyclecount/device-db'
import type { ScanEvent, SessionId } from '@cyclecount/domain'

/**
 * Takes over what the server holds of a session: all pages are gathered, then adopted at once. What was pulled before is not
 * asked for again, unless the server is another incarnation or holds another log. Nothing is adopted any more where `stillWanted`
 * says so: a count that is on the screen does not change under the counter's hands.
 */
export async function pullSession(
  store: DeviceStore,
  call: Call,
  sessionId: SessionId,
  stillWanted: () => boolean = () => true,
): Promise<void> {
  const [row, { incarnation }] = await Promise.all([store.session(sessionId), store.identity()])
  const known = row?.cursor ?? 0
  const more = await gather(call, sessionId, known, incarnation)
  const pulled = more ?? (await gather(call, sessionId, 0, null))
  if (!pulled || !stillWanted()) return
  const { assignmentId, runId, facilityId, areaId, userId, state, cursor } = pulled.latest
  const { events } = pulled
  await store.adopt({ sessionId, assignmentId, runId, facilityId, areaId, userId, state, cursor, events })
}

/** All pages after a place; null where this server's log is another one than was pulled before (from `incarnation`). */
async function gather(call: Call, sessionId: SessionId, after: number, incarnation: string | null) {
  const events: ScanEvent[] = []
  for (let from = after; ;) {
    const latest: SessionLogReply = await page(call, sessionId, from)
    if (latest.refetch || (after > 0 && incarnation !== null && incarnation !== latest.incarnation))
      return null
    events.push(...latest.events)
    if (!latest.more) return { events, latest }
    from = latest.cursor
  }
}

function page(call: Call, sessionId: SessionId, after: number): Promise<SessionLogReply> {
  return call(syncRoutes.sessionLog, { params: { sessionId }, query: { after: String(after) } })
}
