import { fail } from '@cyclecount/contract'
import type { FacilityId } from '@cyclecount/domain'
import type { EngineContext } from '../context.ts'
import { say } from '../words/say.ts'
import type { MachineActor } from './actor.ts'

/** The facility with this code, where the machine's token is good; else there is none. */
export async function facilityOfMachine(
  ctx: EngineContext,
  machine: MachineActor,
  code: string,
): Promise<FacilityId> {
  const found = await ctx.db.read
    .selectFrom('facility as f')
    .innerJoin('machine_facility as m', 'm.facility_id', 'f.facility_id')
    .select('f.facility_id')
    .where('m.machine_id', '=', machine.machineId)
    .where('f.code', '=', code)
    .executeTakeFirst()
  if (!found) return fail('not-found', say('facility.none'))
  return found.facility_id
}
