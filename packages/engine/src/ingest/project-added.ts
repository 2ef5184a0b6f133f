import type { ScanEvent } from '@cyclecount/domain'
import type { EngineContext, Tx } from '../context.ts'
import { targetsOf } from './live.ts'
import { projectSession } from './project.ts'
import { rowToEvent, type ScanRow } from './scan-row.ts'
import type { Session } from './session.ts'
import { stepLines } from './step-lines.ts'
import { isUntouched, touch } from './touched.ts'

/**
 * Brings the projections in line with a log that a push made longer: lines are moved on from where they stand, and only those of which
 * more changed are folded again. `late`: events that counted and do not any more.
 */
export async function projectAdded(
  ctx: EngineContext,
  tx: Tx,
  session: Session,
  added: readonly ScanEvent[],
  late: readonly ScanRow[],
): Promise<void> {
  const again = await stepLines(ctx, tx, session, added)
  const events = late.map(rowToEvent)
  const targets = events.flatMap((event) => (event.kind === 'void' ? event.target : []))
  for (const event of [...events, ...(await targetsOf(tx, session, targets))]) touch(again, event)
  if (!isUntouched(again)) await projectSession(ctx, tx, session, again)
}
