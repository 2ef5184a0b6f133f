import { fail, type RunDetail } from '@cyclecount/contract'
import type { RunId } from '@cyclecount/domain'
import type { Actor, EngineContext } from '../context.ts'
import type { Body } from '../reports/reply.ts'
import { transact } from '../transact.ts'
import { say } from '../words/say.ts'
import { changeRuns } from './change-runs.ts'
import { runAt, runDetail } from './runs.ts'
import { windowIn } from './run-window.ts'

/** Changes name and window of a run before anybody counts it; one that HQ sent back is proposed again. */
export async function changeRun(
  ctx: EngineContext,
  actor: Actor,
  runId: RunId,
  body: Body<'changeRun'>,
): Promise<RunDetail> {
  const run = await runAt(ctx, actor, runId, 'plan-runs')
  if (run.status !== 'planned' && run.status !== 'proposed' && run.status !== 'sent-back')
    fail('closed', say('run.begun'))
  const window = windowIn(run.time_zone, body)
  await transact(ctx, async (tx) => {
    const { items } = await tx
      .selectFrom('run_item')
      .select((eb) => eb.fn.countAll<number>().as('items'))
      .where('run_id', '=', runId)
      .executeTakeFirstOrThrow()
    const { facility_id: facilityId, status, count_type_enum_id: countType } = run
    const same = { runId, facilityId, status, countType, items, blind: run.blind === 1 }
    await changeRuns(ctx, tx, actor, [{ ...same, name: body.name, window }])
  })
  ctx.changed({ facilityId: run.facility_id })
  return runDetail(ctx, actor, runId)
}
