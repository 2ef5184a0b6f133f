import { syncRoutes, type Call, type SessionLogPage } from '@cyclecount/contract'
import type { DeviceStore } from '@cyclecount/device-db'
import type { ScanEvent, SessionId } from '@cyclecount/domain'

/**
 * Takes over what the server holds of a session: all pages are gathered, then adopted at once. What was pulled before is not
 * asked for again, unless the server is another incarnation, whose change numbers mean something else. Nothing is adopted any
 * more where `stillWanted` says so: a count that is on the screen does not change under the counter's hands.
 */
export async function pullSession(
  store: DeviceStore,
  call: Call,
  sessionId: SessionId,
  stillWanted: () => boolean = () => true,
): Promise<void> {
  const [row, identity] = await Promise.all([store.session(sessionId), store.identity()])
  const known = row?.cursor ?? 0
  const first = await page(call, sessionId, known)
  const sameServer = identity.incarnation === null || identity.incarnation === first.incarnation
  let latest = sameServer || known === 0 ? first : await page(call, sessionId, 0)
  const events: ScanEvent[] = [...latest.events]
  while (latest.more) {
    latest = await page(call, sessionId, latest.cursor)
    events.push(...latest.events)
  }
  if (!stillWanted()) return
  const { assignmentId, runId, facilityId, areaId, userId, state, cursor } = latest
  await store.adopt({ sessionId, assignmentId, runId, facilityId, areaId, userId, state, cursor, events })
}

function page(call: Call, sessionId: SessionId, after: number): Promise<SessionLogPage> {
  return call(syncRoutes.sessionLog, { params: { sessionId }, query: { after: String(after) } })
}
