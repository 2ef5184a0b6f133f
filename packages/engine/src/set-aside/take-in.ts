import { PROTOCOL_VERSION, type ScanEvent } from '@cyclecount/contract'
import { isLateFor, type PersonId, type ScanId } from '@cyclecount/domain'
import type { EngineContext, Tx } from '../context.ts'
import { ensureServerDevice, takeServerPlace } from '../deciding/server-device.ts'
import { eventToRow, rowToEvent } from '../ingest/scan-row.ts'
import { takePlace, type Session } from '../ingest/session.ts'
import { isSameContent } from './diagnose.ts'

/**
 * Appends an event that was set aside to its session's log, once: same content, in a place of the server's own device, so that no
 * device's sequence is disturbed. Where its id is taken by something else it gets a new one; where the log holds the very same
 * already, nothing is added. Late where the session's figures are fixed: accepted, since a manager said so. Answers the id it has.
 */
export async function takeIn(
  ctx: EngineContext,
  tx: Tx,
  session: Session,
  by: PersonId,
  event: ScanEvent,
): Promise<ScanId> {
  const held = await tx.selectFrom('scan').selectAll().where('scan_id', '=', event.scanId).executeTakeFirst()
  if (held?.session_id === session.sessionId && isSameContent(rowToEvent(held), event)) return event.scanId
  const scanId = held ? ctx.newId<ScanId>() : event.scanId
  const of = { orgId: session.orgId, personId: by, which: 'taken-in' } as const
  const deviceId = await ensureServerDevice(ctx, tx, of)
  const deviceSeq = await takeServerPlace(tx, session, deviceId, scanId)
  const taken = { ...event, scanId, sessionId: session.sessionId, deviceId, deviceSeq }
  await tx
    .insertInto('scan')
    .values(
      eventToRow(taken, {
        orgId: session.orgId,
        facilityId: session.facilityId,
        ...takePlace(session, scanId),
        receivedAt: ctx.now(),
        protocol: PROTOCOL_VERSION,
        lateState: isLateFor(session.state) ? 'accepted' : null,
      }),
    )
    .execute()
  return scanId
}
