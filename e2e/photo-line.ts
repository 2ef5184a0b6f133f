import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { request, type IncomingMessage, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { openDatabase, tables, type Schema } from '@cyclecount/db'
import type { Page } from '@playwright/test'
import type { Fault } from './line.ts'

/** One try to send a photo: what had arrived before it left, and how it ended; null while it is under way. */
export interface PhotoTry {
  readonly held: readonly string[]
  ended: 'cut' | number | null
}

/** `cut`: half of it leaves, then the line is torn. `slow`: a piece of it leaves, and then nothing more happens. */
type Fate = 'cut' | 'slow'

/** A fault that meets photos alone, one fate after the other and then none. `held` is asked before anything of a photo is let through. */
export function meetingPhotos(
  fates: readonly Fate[],
  held: () => Promise<readonly string[]>,
): { readonly fault: Fault; readonly tries: readonly PhotoTry[] } {
  const tries: PhotoTry[] = []
  const meet = async (asked: IncomingMessage, answer: ServerResponse): Promise<void> => {
    const fate = fates[tries.length]
    const attempt: PhotoTry = { held: await held(), ended: null }
    tries.push(attempt)
    const onward = request(asked.url ?? '', { method: 'PUT', headers: asked.headers, agent: false })
    onward.on('error', () => answer.destroy())
    if (fate === undefined) {
      onward.on('response', (reply) => {
        attempt.ended = reply.statusCode ?? 0
        answer.writeHead(attempt.ended, reply.headers)
        reply.pipe(answer)
      })
      answer.on('close', () => onward.destroy())
      asked.pipe(onward)
      return
    }
    const half = Number(asked.headers['content-length']) / 2
    let passed = 0
    for await (const chunk of asked as AsyncIterable<Buffer>) {
      onward.write(chunk)
      passed += chunk.length
      if (passed < half) continue
      // Until the phone gives up: leaving the loop would tear the line.
      if (fate === 'slow') await once(answer, 'close')
      onward.destroy()
      if (fate === 'slow') return
      attempt.ended = 'cut'
      return void answer.destroy()
    }
  }
  return {
    tries,
    fault: (asked, answer, pass) => {
      if (asked.method !== 'PUT') return pass()
      // The phone is gone, or the server: a torn line, either way.
      return void meet(asked, answer).catch(() => answer.destroy())
    },
  }
}

/** A picture as a camera might take it, too large to be sent as it is: a slope with noise on it. PNG. */
export async function pictureOf(page: Page): Promise<Buffer> {
  const text = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(2400, 1800)
    const context = canvas.getContext('2d')
    const image = context?.createImageData(2400, 1800)
    if (!context || !image) throw new Error('nothing can be drawn')
    for (let at = 0; at < image.data.length; at += 4) {
      const [x, y] = [(at / 4) % 2400, Math.floor(at / 4 / 2400)]
      image.data.set([x / 10 + Math.random() * 24, y / 8 + Math.random() * 24, 90, 255], at)
    }
    context.putImageData(image, 0, 0)
    const bytes = new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer())
    let binary = ''
    for (const byte of bytes) binary += String.fromCharCode(byte)
    return btoa(binary)
  })
  return Buffer.from(text, 'base64')
}

export interface KeptPhoto {
  readonly sha256: string
  readonly sum: string
  readonly bytes: number
}

/** What the phone keeps of photos; `sum` is worked out from what is stored. */
export async function photosOnDevice(page: Page): Promise<readonly KeptPhoto[]> {
  return page.evaluate(
    () =>
      new Promise<readonly KeptPhoto[]>((resolve, reject) => {
        const opening = indexedDB.open('cyclecount')
        opening.onerror = () => reject(opening.error ?? new Error('not opened'))
        opening.onsuccess = () => {
          const reading = opening.result.transaction('pictures').objectStore('pictures').getAll()
          reading.onerror = () => reject(reading.error ?? new Error('not read'))
          reading.onsuccess = () => {
            opening.result.close()
            const rows = reading.result as readonly { sha256: string; content: Uint8Array<ArrayBuffer> }[]
            const kept = rows.map(async ({ sha256, content }) => {
              const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', content))
              const sum = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('')
              return { sha256, sum, bytes: content.length }
            })
            resolve(Promise.all(kept))
          }
        }
      }),
  )
}

/** The same of the server, straight from its database. */
export async function photosOnServer(dataDir: string): Promise<readonly KeptPhoto[]> {
  const db = openDatabase<Schema>({ url: join(dataDir, 'cyclecount.sqlite'), tables })
  try {
    const rows = await db.read.selectFrom('blob').select(['sha256', 'content']).execute()
    return rows.map(({ sha256, content }) => ({
      sha256,
      sum: createHash('sha256').update(content).digest('hex'),
      bytes: content.length,
    }))
  } finally {
    await db.close()
  }
}

/** The server was put back to where it had no photo, and does not know it. */
export async function losePhotos(dataDir: string): Promise<void> {
  const db = openDatabase<Schema>({ url: join(dataDir, 'cyclecount.sqlite'), tables })
  try {
    await db.write((tx) => tx.deleteFrom('blob').execute())
  } finally {
    await db.close()
  }
}
