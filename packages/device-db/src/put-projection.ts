import type { Meaning, SessionId } from '@cyclecount/domain'
import type { MergedSession } from '@cyclecount/sync'
import type { DeviceDatabase } from './database.ts'
import { within } from './session-rows.ts'

/** Puts lines and meanings, folded anew, in the place of those there are; inside the transaction that runs. */
export async function putProjection(
  database: DeviceDatabase,
  sessionId: SessionId,
  { counted, meanings }: MergedSession,
): Promise<void> {
  await within(database.items, sessionId).delete()
  await database.items.bulkPut([...counted.items].map(([key, item]) => ({ sessionId, key, item })))
  await within(database.meanings, sessionId).delete()
  await putMeanings(database, sessionId, meanings)
}

/** Says what codes mean in a session. */
export async function putMeanings(
  database: DeviceDatabase,
  sessionId: SessionId,
  meanings: ReadonlyMap<string, Meaning>,
): Promise<void> {
  await database.meanings.bulkPut(
    [...meanings].map(([codeKey, match]) => {
      const { scanId, deviceId, deviceSeq, productId, packUnits, unit } = match
      const meaning = { scanId, deviceId, deviceSeq, productId, packUnits, unit }
      return { sessionId, codeKey, productId, meaning }
    }),
  )
}
