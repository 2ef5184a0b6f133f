import type { PersonId } from '@cyclecount/domain'
import type { DeviceDatabase } from './database.ts'
import { AreaRow, FacilityRow, readRow, readRows } from './rows.ts'

/** What the server said a person is to count. */
export interface AreasReceived {
  readonly personId: PersonId
  readonly facilities: readonly {
    readonly facilityId: FacilityRow['facilityId']
    readonly name: string
    readonly timeZone: string
    readonly catalogueVersion: number
  }[]
  readonly areas: readonly Omit<AreaRow, 'personId'>[]
}

/** Replaces what was known of this person's areas and what the server said of their sessions; catalogues stay. */
export async function storeAreas(database: DeviceDatabase, received: AreasReceived): Promise<void> {
  const { personId, facilities, areas } = received
  const tables = [database.areas, database.facilities, database.sessions]
  await database.transaction('rw', tables, async () => {
    for (const { sessionId, state } of areas.flatMap((area) => area.sessions))
      await database.sessions.update(sessionId, { serverState: state })
    const stored = readRows(AreaRow, await database.areas.toArray())
    const gone = stored.filter((area) => area.personId === personId).map((area) => area.assignmentId)
    await database.areas.bulkDelete(gone)
    await database.areas.bulkPut(areas.map((area) => ({ ...area, personId })))
    for (const { facilityId, name, timeZone, catalogueVersion } of facilities) {
      const known = readRow(FacilityRow, await database.facilities.get(facilityId))
      const catalogue = known?.catalogue ?? null
      const wantedVersion = catalogueVersion
      await database.facilities.put({ facilityId, name, timeZone, wantedVersion, catalogue })
    }
  })
}

export async function readAreas(database: DeviceDatabase, personId: PersonId): Promise<readonly AreaRow[]> {
  const rows = readRows(AreaRow, await database.areas.toArray())
  return rows.filter((area) => area.personId === personId)
}

export async function readFacilities(database: DeviceDatabase): Promise<readonly FacilityRow[]> {
  return readRows(FacilityRow, await database.facilities.toArray())
}
