import { setImmediate } from 'node:timers/promises'
import { statement } from '@cyclecount/db'
import {
  NO_CHAIN,
  chainStep,
  type Chain,
  type DeviceId,
  type ScanId,
  type SessionId,
} from '@cyclecount/domain'
import { beginIncarnation } from '../company/identity.ts'
import type { EngineContext, ReadOrTx, Tx } from '../context.ts'
import { marksOf } from './advance.ts'
import { heldAfter, nothingHeld, reachFrom, type Held } from './held.ts'
import { carryOn } from './joined-log.ts'
import { projectSession } from './project.ts'
import { auditSession, lockSession, type Session } from './session.ts'
import { transact } from '../transact.ts'

export interface LogCheck {
  readonly sessions: number
  /** Sessions of which the server said that it held what it does not hold. */
  readonly repaired: readonly SessionId[]
}

/**
 * Looks at start whether the log of every unfinished session is what was acknowledged: every place up to the mark of each device is
 * held, and the chains follow from the rows. Where not (rows were lost, or a copy was put back in part) the marks are lowered to what is
 * held, the lines folded again, and a new incarnation begun, so that the devices send again what is missing. Says so in the log and to
 * the auditor.
 */
export async function checkLogs(ctx: EngineContext): Promise<LogCheck> {
  const unfinished = await ctx.db.read
    .selectFrom('inventory_count_import')
    .select('inventory_count_import_id as sessionId')
    .where('status_id', 'not in', ['submitted', 'voided'])
    .orderBy('inventory_count_import_id')
    .execute()
  const suspect: SessionId[] = []
  for (const { sessionId } of unfinished)
    if ((await inspect(ctx.db.read, sessionId)) !== null) suspect.push(sessionId)
  const repaired = suspect.length === 0 ? [] : await transact(ctx, (tx) => repairAll(ctx, tx, suspect))
  if (repaired.length > 0)
    ctx.log.error(
      { sessions: repaired },
      'held less than was acknowledged; the devices are asked for it again',
    )
  return { sessions: unfinished.length, repaired }
}

interface Finding {
  /** Of each device whose mark is wrong, what is held. */
  readonly marks: ReadonlyMap<DeviceId, Held>
  /** Rows whose chain is wrong, as it should be. */
  readonly rows: readonly { readonly scan_id: ScanId; readonly chain: Chain }[]
  readonly last: { readonly changeSeq: number; readonly chain: Chain }
}

/** Rows read at once; between two of these anybody else has a turn. */
const PAGE = 2_000

const logPage = statement<{ sessionId: SessionId; after: number }>()((db, given) =>
  db
    .selectFrom('scan')
    .select(['scan_id', 'change_seq', 'chain', 'device_id', 'device_seq'])
    .where('session_id', '=', given('sessionId'))
    .where('change_seq', '>', given('after'))
    .orderBy('change_seq')
    .limit(PAGE),
)

/** Null where the log is sound. */
async function inspect(db: ReadOrTx, sessionId: SessionId): Promise<Finding | null> {
  const session = await db
    .selectFrom('inventory_count_import')
    .select(['last_change_seq', 'last_chain'])
    .where('inventory_count_import_id', '=', sessionId)
    .executeTakeFirstOrThrow()
  const marks = await marksOf(db, sessionId)
  const { last, wrong, inOrder } = await walk(db, sessionId)
  const wrongMarks = new Map<DeviceId, Held>()
  const hasAside = await anythingAside(db, sessionId)
  for (const [deviceId, mark] of marks) {
    const walked = hasAside ? null : inOrder.get(deviceId)
    if (walked?.through === mark.through && walked.chain === mark.chain) continue
    const held = reachFrom(nothingHeld, await heldAfter(db, { sessionId, deviceId }, 0))
    if (held.through !== mark.through || held.chain !== mark.chain) wrongMarks.set(deviceId, held)
  }
  const changeSeq = Math.max(session.last_change_seq, last.changeSeq)
  const isSound =
    wrongMarks.size + wrong.length === 0 &&
    session.last_chain === last.chain &&
    session.last_change_seq === changeSeq
  return isSound ? null : { marks: wrongMarks, rows: wrong, last: { changeSeq, chain: last.chain } }
}

interface Walked {
  readonly last: Finding['last']
  readonly wrong: Finding['rows']
  /** How far the log of each device goes whose rows arrived one after the other; of others nothing is said. */
  readonly inOrder: ReadonlyMap<DeviceId, Held>
}

/** All of a session's log, once, a page at a time. */
async function walk(db: ReadOrTx, sessionId: SessionId): Promise<Walked> {
  const wrong: { readonly scan_id: ScanId; readonly chain: Chain }[] = []
  const reached = new Map<DeviceId, Held | null>()
  let [changeSeq, chain] = [0, NO_CHAIN]
  for (;;) {
    const rows = await logPage(db, { sessionId, after: changeSeq })
    for (const row of rows) {
      chain = chainStep(chain, row.scan_id)
      if (row.chain !== chain) wrong.push({ scan_id: row.scan_id, chain })
      const held = reached.get(row.device_id) ?? (reached.has(row.device_id) ? null : nothingHeld)
      reached.set(row.device_id, held && reachFurther(held, row))
      changeSeq = row.change_seq
    }
    if (rows.length < PAGE) break
    await setImmediate()
  }
  const inOrder = new Map([...reached].flatMap(([id, held]) => (held ? [[id, held] as const] : [])))
  return { last: { changeSeq, chain }, wrong, inOrder }
}

/** Null where the row does not follow. */
function reachFurther(
  held: Held,
  row: { readonly device_seq: number; readonly scan_id: ScanId },
): Held | null {
  if (row.device_seq !== held.through + 1) return null
  return { through: row.device_seq, chain: chainStep(held.chain, row.scan_id) }
}

async function anythingAside(db: ReadOrTx, sessionId: SessionId): Promise<boolean> {
  for (const table of ['scan_quarantine', 'scan_conflict'] as const) {
    const [row] = await db
      .selectFrom(table)
      .select('device_seq')
      .where('session_id', '=', sessionId)
      .limit(1)
      .execute()
    if (row) return true
  }
  return false
}

/** Looks again, with each session locked: what looked wrong may have been somebody’s push under way. */
async function repairAll(
  ctx: EngineContext,
  tx: Tx,
  suspect: readonly SessionId[],
): Promise<readonly SessionId[]> {
  const repaired: SessionId[] = []
  for (const sessionId of suspect) {
    const session = await lockSession(tx, sessionId)
    const finding = session && (await inspect(tx, sessionId))
    if (!session || !finding) continue
    await repair(ctx, tx, session, finding)
    repaired.push(sessionId)
  }
  for (const sessionId of repaired) await carryOnAgain(ctx, tx, sessionId)
  if (repaired.length > 0) await beginIncarnation(ctx, tx)
  return repaired
}

/** What was joined to it no device sends again: it is copied from where it was counted. */
async function carryOnAgain(ctx: EngineContext, tx: Tx, into: SessionId): Promise<void> {
  const joined = await tx
    .selectFrom('inventory_count_import')
    .select('inventory_count_import_id as sessionId')
    .where('joined_into', '=', into)
    .orderBy('inventory_count_import_id')
    .execute()
  for (const { sessionId } of joined) {
    const session = await lockSession(tx, sessionId)
    if (session) await carryOn(ctx, tx, session)
  }
}

async function repair(ctx: EngineContext, tx: Tx, session: Session, finding: Finding): Promise<void> {
  const before = await marksOf(tx, session.sessionId)
  for (const [deviceId, { through, chain }] of finding.marks) {
    await tx
      .updateTable('session_device')
      .set({ acked_through: through, acked_chain: chain })
      .where('session_id', '=', session.sessionId)
      .where('device_id', '=', deviceId)
      .execute()
  }
  await ctx.db.rows.update(tx, 'scan', ['chain'], finding.rows)
  await projectSession(ctx, tx, session, 'all')
  await tx
    .updateTable('inventory_count_import')
    .set({
      last_change_seq: finding.last.changeSeq,
      last_chain: finding.last.chain,
      area_empty: session.areaEmpty ? 1 : 0,
    })
    .where('inventory_count_import_id', '=', session.sessionId)
    .execute()
  const throughs = (marks: Iterable<readonly [DeviceId, Held]>) =>
    Object.fromEntries([...marks].map(([deviceId, { through }]) => [deviceId, through]))
  await auditSession(
    ctx,
    tx,
    session,
    { personId: null, deviceId: null },
    {
      tag: 'session.log-repaired',
      before: { held: throughs([...before].filter(([deviceId]) => finding.marks.has(deviceId))) },
      after: { held: throughs(finding.marks), chains: finding.rows.length },
    },
  )
}
