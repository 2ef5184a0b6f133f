import type { CountItem, SessionId } from '@cyclecount/domain'
import { linePrefix, NeedsHistory, type SessionView, type Subject } from '@cyclecount/sync'
import { baseLine, baseLines } from './base-lines.ts'
import type { DeviceDatabase } from './database.ts'
import { ItemRow, MeaningRow, readRow, type SessionRow } from './rows.ts'
import { eventsOf, lackingOf } from './session-rows.ts'

/**
 * A session's projection inside the transaction that runs. A line that is put is not waited for: `writing` holds what has to be
 * awaited before the commit.
 */
export function sessionView(
  database: DeviceDatabase,
  row: SessionRow,
  writing: PromiseLike<unknown>[],
): SessionView {
  const { sessionId } = row
  const isLacking = lackingOf(row) !== null
  return {
    async item(key) {
      const stored: unknown = await database.items.get([sessionId, key])
      if (stored === undefined) return row.snapshot ? baseLine(database, row, key) : null
      const read = readRow(ItemRow, stored)
      return read ? read.item : 'unreadable'
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
      if (isLacking) return eventsOf(own)
      const others = await database.remote.where('[sessionId+subject]').anyOf(about).toArray()
      return eventsOf([...own, ...others])
    },
    base: isLacking ? { lines: (subjects) => readableBase(database, row, subjects) } : null,
    async putItem(item) {
      writing.push(database.items.put({ sessionId, key: item.key, item }))
    },
    async replaceLines(subjects, items) {
      const before = new Set<string>()
      const under = (await baseLines(database, row, subjects)) ?? []
      for (const { key } of under) before.add(key)
      const stored = await Promise.all(subjects.map((subject) => itemRows(database, sessionId, subject)))
      for (const { key, item } of stored.flat())
        if (item) before.add(key)
        else before.delete(key)
      await database.items.bulkDelete(stored.flat().map(({ key }) => [sessionId, key]))
      // What the session began with is not changed: nothing lies over it instead.
      const rows = new Map<string, ItemRow>(under.map(({ key }) => [key, { sessionId, key, item: null }]))
      for (const item of items) rows.set(item.key, { sessionId, key: item.key, item })
      await database.items.bulkPut([...rows.values()])
      return [...before]
    },
  }
}

async function itemRows(
  database: DeviceDatabase,
  sessionId: SessionId,
  subject: Subject,
): Promise<readonly ItemRow[]> {
  const prefix = linePrefix(subject)
  return database.items
    .where(':id')
    .between([sessionId, prefix], [sessionId, `${prefix}\uffff`])
    .toArray()
}

async function readableBase(
  database: DeviceDatabase,
  row: SessionRow,
  subjects: readonly Subject[],
): Promise<readonly CountItem[]> {
  const lines = await baseLines(database, row, subjects)
  if (!lines) throw new NeedsHistory()
  return lines
}
