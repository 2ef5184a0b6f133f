import { fakeId, type SessionId } from '@cyclecount/domain'
import { describe, expect, test } from 'vitest'
import type { NewPhoto, PhotoStore } from './photo-ports.ts'
import { RETENTION_MS } from './retention.ts'
import { acknowledge, ana, contractPlace, saved, session, type StoreUnderTest } from './store-fixture.ts'

export interface PhotosUnderTest extends StoreUnderTest {
  readonly photos: PhotoStore
}

/** A photo whose content is the name repeated; `sha256` is as good as any name here. */
export function fakePhoto(name: string, takenAt: number, of: SessionId = session): NewPhoto {
  const content = Uint8Array.from(name.repeat(100), (char) => char.codePointAt(0) ?? 0)
  return {
    sha256: name.padEnd(64, '0'),
    bytes: content.byteLength,
    mediaType: 'image/jpeg',
    sessionId: of,
    facilityId: contractPlace.facilityId,
    userId: ana,
    takenAt,
    content,
  }
}

/** What every `PhotoStore` promises. */
export function photoStoreContract(name: string, create: () => Promise<PhotosUnderTest>): void {
  async function withPhotos(work: (under: PhotosUnderTest) => Promise<void>): Promise<void> {
    const under = await create()
    try {
      await saved(under.store, { kind: 'start', ...contractPlace })
      await work(under)
    } finally {
      await under.dispose()
    }
  }

  describe(`photos of a device (${name})`, () => {
    test('[PH1] EXEC-5 keeps a photo with its content, byte for byte, and the same one once', () =>
      withPhotos(async ({ photos }) => {
        const { content, ...named } = fakePhoto('b', 2)
        await photos.keep({ ...named, content })
        await photos.keep({ ...named, content })
        const first = fakePhoto('a', 1)
        await photos.keep(first)
        const waiting = await photos.waiting('one')
        expect(waiting.map(({ sha256 }) => sha256)).toEqual([first.sha256, named.sha256])
        const [, found] = waiting
        expect(found).toEqual({ ...named, refused: null })
        expect(found && (await photos.content(found))).toEqual(content)
      }))

    test('[PH3] [PH4] what a server holds waits no more, until this device speaks with another incarnation', () =>
      withPhotos(async ({ photos }) => {
        await photos.keep(fakePhoto('a', 1))
        await photos.keep(fakePhoto('b', 2))
        const [a, b] = await photos.waiting('one')
        if (!a || !b) return expect.fail('was not kept')
        await photos.refused(a, 'It is too large.')
        expect(await photos.waiting('one')).toMatchObject([
          { refused: 'It is too large.' },
          { refused: null },
        ])
        await photos.sent(a, 'one')
        await photos.sent(b, 'one')
        expect(await photos.waiting('one')).toEqual([])
        // Before it knows any server it believes none.
        expect(await photos.waiting(null)).toHaveLength(2)
        expect(await photos.waiting('two')).toMatchObject([{ refused: null }, { refused: null }])
      }))

    test('[PH9] what the server was heard to hold is told, and what it lost waits again', () =>
      withPhotos(async ({ photos }) => {
        await photos.keep(fakePhoto('a', 1))
        await photos.keep(fakePhoto('b', 2))
        const [a, b] = await photos.waiting('one')
        if (!a || !b) return expect.fail('was not kept')
        expect(await photos.held('one')).toEqual([])
        await photos.sent(a, 'one')
        await photos.sent(b, 'two')
        expect(await photos.held('one')).toEqual([a])
        await photos.lost(a)
        expect(await photos.held('one')).toEqual([])
        expect(await photos.waiting('one')).toEqual([a, b])
        expect(await photos.content(a)).not.toBeNull()
      }))

    test('the same photo of two sessions waits for each', () =>
      withPhotos(async ({ photos }) => {
        const second = fakeId<SessionId>('second')
        await photos.keep(fakePhoto('a', 1))
        await photos.keep(fakePhoto('a', 2, second))
        const [first] = await photos.waiting('one')
        if (first) await photos.sent(first, 'one')
        expect(await photos.waiting('one')).toMatchObject([{ sessionId: second }])
      }))

    test('[PH7] a photo goes with the log of its session, and never before the server holds it', () =>
      withPhotos(async ({ store, photos }) => {
        await photos.keep(fakePhoto('a', 1))
        await photos.keep(fakePhoto('b', 2))
        const [a, b] = await photos.waiting('one')
        if (!a || !b) return expect.fail('was not kept')
        await photos.sent(a, 'one')
        await photos.prune('one')
        expect(await photos.content(a)).not.toBeNull()
        await acknowledge(store, 1, { state: 'submitted' })
        await store.prune(9 * RETENTION_MS)
        await photos.prune('two')
        expect(await photos.content(a)).not.toBeNull()
        await photos.prune('one')
        expect(await photos.content(a)).toBeNull()
        expect(await photos.content(b)).not.toBeNull()
        expect(await photos.waiting('one')).toMatchObject([{ sha256: b.sha256 }])
      }))

    test('[PH5] remembers whether photos may be sent, apart from the scans', () =>
      withPhotos(async ({ store, photos }) => {
        const state = { kind: 'backing-off', failures: 1, since: 1, until: 9, notBefore: 1 } as const
        expect(await photos.connection()).toEqual({ kind: 'idle' })
        await photos.noteConnection(state, {
          kind: 'no-answer',
          message: 'The server did not answer.',
          at: 1,
        })
        expect(await photos.connection()).toEqual(state)
        expect(await store.connection()).toEqual({ kind: 'idle' })
      }))
  })
}
