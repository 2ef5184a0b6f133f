import {
  moveSession,
  type DeviceId,
  type ScanEvent,
  type SeenByDevice,
  type Sentence,
} from '@cyclecount/domain'
import type { EngineContext, Tx } from '../context.ts'
import { auditSession, lockSession, moveTo, recordStatus, type Mover, type Session } from './session.ts'
import { whyBusy, whyClosed } from './start.ts'
import { say } from '../words/say.ts'

type Lifecycle = Extract<ScanEvent, { readonly kind: 'pause' | 'resume' | 'submit' }>

/**
 * Applies a counter's pause, resume or submit. Called in the order of the device's log, when everything before it is held.
 * What is not allowed changes nothing and stands in the status history; it never stops the events behind it. Answers whether it
 * was allowed and not said before.
 */
export async function applyLifecycle(
  ctx: EngineContext,
  tx: Tx,
  session: Session,
  event: Lifecycle,
): Promise<boolean> {
  const by = { personId: event.userId, deviceId: event.deviceId }
  const before = session.state
  const outcome = moveSession(before, event.kind)
  if (outcome === 'refused')
    return refuse(ctx, tx, session, event.kind, by, say('history.isIn', { state: before }))
  if (event.kind === 'resume' && outcome === 'counting' && before !== 'counting') {
    const hindrance = (await whyClosed(tx, session)) ?? (await whyBusy(tx, session))
    if (hindrance !== null) return refuse(ctx, tx, session, event.kind, by, hindrance)
  }
  if (event.kind === 'submit') {
    if (before === 'submitted') return false
    session.submitSeqs = laterOf(session.submitSeqs, event.lastSeqs)
  }
  if (outcome !== before || event.kind === 'submit') await moveTo(ctx, tx, session, outcome, by)
  if (before === 'counting' && session.state !== 'counting') await promoteWaiting(ctx, tx, session)
  return true
}

/** Of two submits that name devices, the higher sequence of each holds. */
function laterOf(known: SeenByDevice | null, named: SeenByDevice): SeenByDevice {
  const merged: Record<DeviceId, number> = { ...known }
  for (const [device, seq] of Object.entries(named) as [DeviceId, number][]) {
    merged[device] = Math.max(seq, merged[device] ?? 0)
  }
  return merged
}

async function refuse(
  ctx: EngineContext,
  tx: Tx,
  session: Session,
  asked: Lifecycle['kind'],
  by: Mover,
  why: Sentence,
): Promise<false> {
  const reason = say('history.refused', { asked, why })
  await recordStatus(ctx, tx, session, session.state, by, reason)
  await auditSession(ctx, tx, session, by, {
    tag: `session.${asked}-refused`,
    after: { state: session.state },
    reason,
  })
  return false
}

/** A submitting session is submitted once everything is held that the submit named. */
export async function submitIfAllHeld(
  ctx: EngineContext,
  tx: Tx,
  session: Session,
  by: Mover,
): Promise<void> {
  if (session.state !== 'submitting' || session.submitSeqs === null) return
  const rows = await tx
    .selectFrom('session_device')
    .select(['device_id', 'acked_through'])
    .where('session_id', '=', session.sessionId)
    .execute()
  const held = new Map<string, number>(rows.map((row) => [row.device_id, row.acked_through]))
  const missing = Object.entries<number>(session.submitSeqs).some(
    ([device, seq]) => (held.get(device) ?? 0) < seq,
  )
  if (!missing) await moveTo(ctx, tx, session, 'submitted', by)
}

/**
 * Who left one count may go on with the one they had begun meanwhile: the newest of their sessions that was suspended only
 * because they were counting elsewhere, and whose last word was not a pause.
 */
export async function promoteWaiting(ctx: EngineContext, tx: Tx, left: Session): Promise<void> {
  const waiting = await tx
    .selectFrom('inventory_count_import')
    .select('inventory_count_import_id')
    .where('org_id', '=', left.orgId)
    .where('uploaded_by_user_login', '=', left.userId)
    .where('status_id', '=', 'suspended')
    .where('inventory_count_import_id', '!=', left.sessionId)
    .orderBy('inventory_count_import_id', 'desc')
    .execute()
  for (const row of waiting) {
    const session = await lockSession(tx, row.inventory_count_import_id)
    if (!session || session.state !== 'suspended' || !(await wantsToCount(tx, session))) continue
    await moveTo(ctx, tx, session, 'counting', { personId: null, deviceId: null }, say('history.otherEnded'))
    return
  }
}

async function wantsToCount(tx: Tx, session: Session): Promise<boolean> {
  if ((await whyClosed(tx, session)) !== null) return false
  const last = await tx
    .selectFrom('scan')
    .select('kind')
    .where('session_id', '=', session.sessionId)
    .where('kind', 'in', ['start', 'pause', 'resume', 'submit'])
    .orderBy('change_seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  return last?.kind === 'start' || last?.kind === 'resume'
}
