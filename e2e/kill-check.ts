import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { openDatabase, tables, type Schema } from '@cyclecount/db'
import { foldEvents, type LocationId, type SessionId } from '@cyclecount/domain'
import { heldByServer } from './books.ts'
import type { Handheld } from './handheld.ts'
import { eventText } from './phone.ts'

/** A device, and the one session that it counts. */
export interface Counter {
  readonly handheld: Handheld
  readonly sessionId: SessionId
  readonly locationId: LocationId
}

/** Fails where the server lacks an event that it had acknowledged; answers how many were looked for. */
export async function holdsAcknowledged(
  dataDir: string,
  promised: readonly ReadonlyMap<SessionId, number>[],
): Promise<number> {
  const db = openDatabase<Schema>({ url: join(dataDir, 'cyclecount.sqlite'), tables })
  let looked = 0
  try {
    for (const [sessionId, through] of promised.flatMap((ofDevice) => [...ofDevice])) {
      const { held } = await db.read
        .selectFrom('scan')
        .select((eb) => eb.fn.countAll<number>().as('held'))
        .where('session_id', '=', sessionId)
        .where('device_seq', '<=', through)
        .executeTakeFirstOrThrow()
      if (held !== through)
        throw new Error(
          `${through} events of ${sessionId} were acknowledged, ${held} are there after the kill`,
        )
      looked += through
    }
  } finally {
    await db.close()
  }
  return looked
}

/** Fails where what is on the server is not, event by event and line by line, what the devices saved. */
export async function checkHeld(
  dataDir: string,
  crew: readonly Counter[],
): Promise<{ readonly events: number; readonly units: number }> {
  let events = 0
  let units = 0
  for (const { handheld, sessionId } of crew) {
    const saved = (await handheld.saved()).get(sessionId) ?? []
    const onServer = await heldByServer(dataDir, [sessionId])
    const onDevice = saved.map(eventText).toSorted()
    if (onDevice.join('\n') !== onServer.join('\n'))
      throw new Error(
        `${sessionId}: ${onDevice.length} events saved, ${onServer.length} others on the server`,
      )
    const folded = new Map([...foldEvents(saved).items].map(([key, item]) => [key, item.quantityMilli]))
    const counted = await linesOf(dataDir, sessionId)
    for (const key of new Set([...folded.keys(), ...counted.keys()]))
      if (folded.get(key) !== counted.get(key))
        throw new Error(
          `${sessionId}: ${key} is ${counted.get(key)} on the server, ${folded.get(key)} in the log`,
        )
    events += saved.length
    units += [...folded.values()].reduce((sum, milli) => sum + milli, 0) / 1000
  }
  return { events, units }
}

async function linesOf(dataDir: string, sessionId: SessionId): Promise<ReadonlyMap<string, number>> {
  const db = openDatabase<Schema>({ url: join(dataDir, 'cyclecount.sqlite'), tables })
  try {
    const rows = await db.read
      .selectFrom('inventory_count_import_item')
      .select(['item_key', 'quantity'])
      .where('inventory_count_import_id', '=', sessionId)
      .where('status_id', '!=', 'voided')
      .execute()
    return new Map(rows.map((row) => [row.item_key, row.quantity]))
  } finally {
    await db.close()
  }
}

/** What SQLite says of its own files. */
export function integrityOf(dataDir: string): string {
  const verdicts = ['cyclecount.sqlite', 'ledger.sqlite'].map((name) => {
    const database = new DatabaseSync(join(dataDir, name), { readOnly: true })
    const rows = database.prepare('pragma integrity_check').all()
    database.close()
    return rows.map((row) => String(row['integrity_check'])).join('; ')
  })
  return [...new Set(verdicts)].join(', ')
}
