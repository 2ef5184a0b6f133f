import type { CountUploadBody } from '@cyclecount/contract'
import type { RunId } from '@cyclecount/domain'
import { appendAudit } from '../audit/chain.ts'
import type { EngineContext } from '../context.ts'
import type { PushOutcome } from '../ingest/ingest-all.ts'
import { tellOf } from '../ingest/push.ts'
import type { Reply } from '../reports/reply.ts'
import { takeInRows } from '../uploads/take-in-rows.ts'
import { causeOfMachine, type MachineActor } from './actor.ts'
import { facilityOfMachine } from './facility.ts'
import { once } from './once.ts'

/**
 * Takes in a count that was made elsewhere as counts of the machine, in one transaction with the note of the key: see `takeInRows`.
 * `onSubmitted` is told after the commit.
 */
export async function uploadCount(
  ctx: EngineContext,
  machine: MachineActor,
  key: string,
  body: CountUploadBody,
  onSubmitted: (runId: RunId) => void = () => undefined,
): Promise<Reply<'uploadCount'>> {
  const facilityId = await facilityOfMachine(ctx, machine, body.facility)
  const source = { ...machine, runsBy: machine.personId, addsItems: true }
  const taken: PushOutcome[] = []
  const { reply } = await once(ctx, machine, { route: 'uploadCount', key, body }, async (tx, carefully) => {
    taken.length = 0
    const { outcome, reply: told } = await takeInRows(ctx, tx, source, facilityId, body, carefully)
    taken.push(outcome)
    await appendAudit(tx, causeOfMachine(machine), [
      {
        facilityId,
        at: ctx.now(),
        tag: 'count.uploaded',
        subjectKind: 'run',
        subjectId: told.runId,
        after: {
          machineId: machine.machineId,
          uploadedBy: body.uploadedBy ?? null,
          rows: body.rows.length,
          emptyLocations: body.emptyLocations?.length ?? 0,
          key,
        },
      },
    ])
    return told
  })
  tellOf(ctx, taken, onSubmitted)
  return reply
}
