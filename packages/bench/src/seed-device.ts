import type { CountItem, ScanEvent, SessionId } from '@cyclecount/domain'
import { NO_CHAIN, chainStep, chainText, foldEvents } from '@cyclecount/domain'
import { subjectOf } from '@cyclecount/sync'
import type { Page } from '@playwright/test'

const ROWS_AT_ONCE = 4000

/** What a device holds of itself, read from its database. */
export interface SeededDevice {
  readonly deviceId: string
  readonly token: string
  readonly last: number
  readonly acked: number
}

/** Reads who this device is to the server and how far its log of the session goes. On any page of the same origin. */
export function readDevice(page: Page, sessionId: SessionId): Promise<SeededDevice> {
  return page.evaluate(async (id) => {
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const opening = indexedDB.open('cyclecount')
      opening.onsuccess = () => resolve(opening.result)
      opening.onerror = () => reject(opening.error ?? new Error('not opened'))
    })
    const get = (store: string, key: string): Promise<unknown> =>
      new Promise((resolve, reject) => {
        const reading = database.transaction(store).objectStore(store).get(key)
        reading.onsuccess = () => resolve(reading.result)
        reading.onerror = () => reject(reading.error ?? new Error('not read'))
      })
    const device = (await get('settings', 'device')) as { value: { deviceId: string; token: string } }
    const session = (await get('sessions', id)) as { last: number; acked: number }
    database.close()
    return {
      deviceId: device.value.deviceId,
      token: device.value.token,
      last: session.last,
      acked: session.acked,
    }
  }, sessionId)
}

/**
 * Puts events into the device's log, with the lines they make, as if they had been scanned here: the stored format of the device's
 * database. `sent`: the server holds them already; else they wait in the outbox.
 */
export async function seedLog(
  page: Page,
  sessionId: SessionId,
  events: readonly ScanEvent[],
  sent: boolean,
): Promise<void> {
  const log = events.map((event) => {
    const { scanId, deviceSeq } = event
    return { sessionId, deviceSeq, scanId, subject: subjectOf(event, null), event }
  })
  for (let at = 0; at < log.length; at += ROWS_AT_ONCE)
    await put(page, 'log', log.slice(at, at + ROWS_AT_ONCE))
  const whole = await readLog(page, sessionId)
  const items = [...foldEvents(whole).items].map(([key, item]: [string, CountItem]) => ({
    sessionId,
    key,
    item,
  }))
  for (let at = 0; at < items.length; at += ROWS_AT_ONCE)
    await put(page, 'items', items.slice(at, at + ROWS_AT_ONCE))
  const last = whole.at(-1)?.deviceSeq ?? 0
  const ackedChain = whole.reduce((chain, event) => chainStep(chain, chainText(event)), NO_CHAIN)
  const changed = { last, scans: whole.length - 1, ...(sent ? { acked: last, ackedChain } : {}) }
  await page.evaluate(
    ({ id, change }) =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open('cyclecount')
        opening.onsuccess = () => {
          const transaction = opening.result.transaction('sessions', 'readwrite')
          const store = transaction.objectStore('sessions')
          const reading = store.get(id)
          reading.onsuccess = () => store.put({ ...reading.result, ...change })
          transaction.oncomplete = () => {
            opening.result.close()
            resolve()
          }
          transaction.onerror = () => reject(transaction.error ?? new Error('not written'))
        }
      }),
    { id: sessionId, change: changed },
  )
}

/** The device's own log of a session, in sequence. */
export async function readLog(page: Page, sessionId: SessionId): Promise<readonly ScanEvent[]> {
  // As one text: a hundred thousand rows take minutes otherwise.
  const text = await page.evaluate(
    (id) =>
      new Promise<string>((resolve, reject) => {
        const opening = indexedDB.open('cyclecount')
        opening.onsuccess = () => {
          const range = IDBKeyRange.bound([id], [id, []])
          const reading = opening.result.transaction('log').objectStore('log').getAll(range)
          reading.onsuccess = () => {
            opening.result.close()
            resolve(JSON.stringify(reading.result))
          }
          reading.onerror = () => reject(reading.error ?? new Error('not read'))
        }
      }),
    sessionId,
  )
  const rows = JSON.parse(text) as readonly { readonly event: ScanEvent }[]
  return rows.map((row) => row.event)
}

function put(page: Page, store: string, rows: readonly unknown[]): Promise<void> {
  return page.evaluate(
    ({ name, all }) =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open('cyclecount')
        opening.onsuccess = () => {
          const transaction = opening.result.transaction(name, 'readwrite', { durability: 'relaxed' })
          for (const row of JSON.parse(all) as unknown[]) transaction.objectStore(name).put(row)
          transaction.oncomplete = () => {
            opening.result.close()
            resolve()
          }
          transaction.onerror = () => reject(transaction.error ?? new Error('not written'))
        }
      }),
    { name: store, all: JSON.stringify(rows) },
  )
}
