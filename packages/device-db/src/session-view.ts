import type { SessionId } from '@cyclecount/domain'
import { linePrefix, type SessionView } from '@cyclecount/sync'
import type { DeviceDatabase } from './database.ts'
import { ItemRow, MeaningRow, readRow } from './rows.ts'
import { eventsOf } from './session-rows.ts'

/** A session's projection inside the transaction that runs. */
export function sessionView(database: DeviceDatabase, sessionId: SessionId): SessionView {
  return {
    async item(key) {
      const stored: unknown = await database.items.get([sessionId, key])
      return stored === undefined ? null : (readRow(ItemRow, stored)?.item ?? 'unreadable')
    },
    async meaning(codeKey) {
      return readRow(MeaningRow, await database.meanings.get([sessionId, codeKey]))?.meaning ?? null
    },
    async putMeaning(codeKey, meaning) {
      if (meaning) {
        const { scanId, deviceId, deviceSeq, productId, packUnits, unit } = meaning
        const kept = { scanId, deviceId, deviceSeq, productId, packUnits, unit }
        await database.meanings.put({ sessionId, codeKey, productId, meaning: kept })
      } else await database.meanings.delete([sessionId, codeKey])
    },
    async codesMeaning(productId) {
      const keys = await database.meanings
        .where('[sessionId+productId]')
        .equals([sessionId, productId])
        .primaryKeys()
      return keys.map(([, codeKey]) => codeKey)
    },
    async eventsAbout(subjects) {
      const about = subjects.map((subject) => [sessionId, subject])
      const own = await database.log.where('[sessionId+subject]').anyOf(about).toArray()
      const others = await database.remote.where('[sessionId+subject]').anyOf(about).toArray()
      return eventsOf([...own, ...others])
    },
    async putItem(item) {
      await database.items.put({ sessionId, key: item.key, item })
    },
    async replaceLines(subjects, items) {
      const gone: string[] = []
      for (const subject of subjects) {
        const prefix = linePrefix(subject)
        const keys = await database.items
          .where(':id')
          .between([sessionId, prefix], [sessionId, `${prefix}\uffff`])
          .primaryKeys()
        gone.push(...keys.map(([, key]) => key))
      }
      await database.items.bulkDelete(gone.map((key) => [sessionId, key]))
      await database.items.bulkPut(items.map((item) => ({ sessionId, key: item.key, item })))
      return gone
    },
  }
}
