import type { Page } from '@playwright/test'

/**
 * How long one put of a row like a scan's takes, from the call to the end of its transaction, ms each; nothing else in it. One after
 * each of the pauses, in turn: a disk that is asked at another pace answers at another speed.
 */
export function rawPuts(
  page: Page,
  durability: 'strict' | 'relaxed',
  count: number,
  pausesMs: readonly number[],
): Promise<readonly number[]> {
  return page.evaluate(
    async ({ wanted, how, pauses }) => {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const opening = indexedDB.open('bench-raw', 1)
        opening.onupgradeneeded = () => {
          opening.result.createObjectStore('log', { keyPath: ['sessionId', 'deviceSeq'] })
        }
        opening.onsuccess = () => resolve(opening.result)
        opening.onerror = () => reject(opening.error ?? new Error('not opened'))
      })
      const took: number[] = []
      for (let at = 0; at < wanted; at += 1) {
        const row = {
          sessionId: '019aa000-0000-7000-8000-000000000001',
          deviceSeq: Date.now() * 1000 + at,
          scanId: crypto.randomUUID(),
          subject: `p:${crypto.randomUUID()}`,
          event: { kind: 'scan', text: 'x'.repeat(600) },
        }
        const since = performance.now()
        await new Promise<void>((resolve, reject) => {
          const transaction = database.transaction('log', 'readwrite', { durability: how })
          transaction.objectStore('log').put(row)
          transaction.commit()
          transaction.oncomplete = () => resolve()
          transaction.onerror = () => reject(transaction.error ?? new Error('not written'))
        })
        took.push(performance.now() - since)
        await new Promise((resolve) => setTimeout(resolve, pauses[at % pauses.length]))
      }
      database.close()
      return took
    },
    { wanted: count, how: durability, pauses: pausesMs },
  )
}
