import { routes, type Call, type MyArea } from '@cyclecount/contract'
import type { FacilityId, PersonId, RunId } from '@cyclecount/domain'
import { signedIn } from './signed-in.ts'

/** A count of Harbor Street, planned over the API: for tests of what phones do, not of how counts are planned. */
export interface CountDay {
  readonly runId: RunId
  readonly runName: string
  readonly facilityId: FacilityId
  /** The API as the store's manager. */
  readonly manager: Call
  readonly release: (area: string, login: string) => Promise<void>
  readonly give: (area: string, login: string) => Promise<void>
}

/** Plans a count and gives areas to people, each by name and by first name. */
export async function planCountDay(
  origin: string,
  runName: string,
  given: readonly (readonly [area: string, login: string])[],
): Promise<CountDay> {
  const { call: manager, facilities } = await signedIn(origin, 'dmitri')
  const facilityId = facilities[0]?.facilityId
  if (facilityId === undefined) throw new Error('the manager has no store')
  const { runId } = await manager(routes.createRun, {
    body: { name: runName, facilityId, countType: 'HARD_COUNT', blind: true, dueLocal: null, items: [] },
  })
  const { areas, counters } = await manager(routes.facility, { params: { facilityId } })
  const areaOf = (name: string): MyArea['areaId'] =>
    found(areas.find((area) => area.name === name)?.areaId, name)
  const personOf = (login: string): PersonId =>
    found(counters.find(({ name }) => name.toLowerCase().startsWith(login))?.personId, login)
  const give = async (area: string, login: string): Promise<void> => {
    const body = { assignments: [{ areaId: areaOf(area), personId: personOf(login) }] }
    await manager(routes.assign, { params: { runId }, body })
  }
  for (const [area, login] of given) await give(area, login)
  return {
    runId,
    runName,
    facilityId,
    manager,
    give,
    release: async (area, login) => {
      const { assignments } = await manager(routes.run, { params: { runId } })
      const held = assignments.find((row) => row.areaId === areaOf(area) && row.personId === personOf(login))
      const assignmentId = found(held?.assignmentId, area)
      await manager(routes.release, { params: { runId, assignmentId } })
    },
  }
}

function found<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new Error(`there is no ${name} here`)
  return value
}
