import type { PersonId } from '@cyclecount/domain'
import { idle, type PhotoStore, type SyncError, type WaitingPhoto } from '@cyclecount/sync'
import type { DeviceDatabase } from './database.ts'
import type { OnDatabase } from './connection.ts'
import type { DeviceStore } from './device-store.ts'
import { PhotoRow, PictureRow } from './photo-rows.ts'
import { readRow, readRows } from './rows.ts'
import { within } from './session-rows.ts'
import { changeSetting, readSetting } from './settings.ts'
import type { UnsentPhoto } from './unsent-file.ts'

/** What a screen says of photos, apart from scans. */
export interface PhotoStatus {
  readonly waiting: number
  /** How many of them the server did not take, and why the last of these, as a sentence. */
  readonly refused: number
  readonly why: string | null
  readonly lastError: SyncError | null
}

export interface DevicePhotos extends PhotoStore {
  readonly status: () => Promise<PhotoStatus>
  /** How many photos of a person are neither on the server nor in a file. */
  readonly unsafeOf: (personId: PersonId) => Promise<number>
  /** What waits, for a file, as much as a file takes: first what was in none yet. Remembers what it gave. */
  readonly forFile: () => Promise<readonly UnsentPhoto[]>
}

/** The photos of a device. */
export function photosOf(store: DeviceStore): DevicePhotos {
  return store.beside(createPhotos)
}

function createPhotos(database: DeviceDatabase, read: OnDatabase, write: OnDatabase): DevicePhotos {
  const { photos, pictures } = database
  const keyOf = ({ sessionId, sha256 }: WaitingPhoto): [string, string] => [sessionId, sha256]

  return {
    keep: ({ content, ...photo }) =>
      write(() =>
        database.transaction('rw', [photos, pictures], async () => {
          const { sessionId, sha256 } = photo
          if (await photos.get([sessionId, sha256])) return
          await photos.put({ ...photo, sentTo: null, refused: null })
          await pictures.put({ sessionId, sha256, content })
        }),
      ),
    waiting: (incarnation) => read(() => waitingFor(database, incarnation)),
    content: (photo) =>
      read(async () => readRow(PictureRow, await pictures.get(keyOf(photo)))?.content ?? null),
    held: (incarnation) =>
      read(async () =>
        readRows(PhotoRow, await photos.toArray())
          .filter(({ sentTo }) => sentTo === incarnation)
          .map(asWaiting),
      ),
    lost: (photo) => write(async () => void (await photos.update(keyOf(photo), { sentTo: null }))),
    sent: (photo, incarnation) =>
      write(async () => void (await photos.update(keyOf(photo), { sentTo: incarnation, refused: null }))),
    refused: (photo, why) => write(async () => void (await photos.update(keyOf(photo), { refused: why }))),
    prune: (incarnation) => write(() => prune(database, incarnation)),
    connection: () => read(async () => (await readSetting(database, 'photos'))?.connection ?? idle),
    noteConnection: (connection, error) =>
      write(async () => {
        const lastError = connection.kind === 'idle' ? null : error
        await changeSetting(database, 'photos', (before) => ({
          exported: [],
          ...before,
          connection,
          lastError,
        }))
      }),
    status: () => read(() => readStatus(database)),
    unsafeOf: (personId) =>
      read(async () => {
        const exported = await exportedNames(database)
        const mine = (await waitingHere(database)).filter(({ userId }) => userId === personId)
        return mine.filter(({ sha256 }) => !exported.has(sha256)).length
      }),
    forFile: () => write(() => photosForFile(database)),
  }
}

async function waitingFor(
  database: DeviceDatabase,
  incarnation: string | null,
): Promise<readonly WaitingPhoto[]> {
  return readRows(PhotoRow, await database.photos.toArray())
    .filter(({ sentTo }) => sentTo === null || sentTo !== incarnation)
    .toSorted((a, b) => a.takenAt - b.takenAt)
    .map(asWaiting)
}

function asWaiting({ sentTo: _, ...photo }: PhotoRow): WaitingPhoto {
  return photo
}

/** What the server this device knows does not hold. */
async function waitingHere(database: DeviceDatabase): Promise<readonly WaitingPhoto[]> {
  return waitingFor(database, (await readSetting(database, 'device'))?.incarnation ?? null)
}

async function readStatus(database: DeviceDatabase): Promise<PhotoStatus> {
  const waiting = await waitingHere(database)
  const refused = waiting.flatMap((photo) => photo.refused ?? [])
  const lastError = (await readSetting(database, 'photos'))?.lastError ?? null
  return { waiting: waiting.length, refused: refused.length, why: refused.at(-1) ?? null, lastError }
}

async function prune(database: DeviceDatabase, incarnation: string): Promise<void> {
  const { photos, pictures, log } = database
  await database.transaction('rw', [photos, pictures, log], async () => {
    for (const { sessionId, sha256, sentTo } of readRows(PhotoRow, await photos.toArray())) {
      if (sentTo !== incarnation || (await within(log, sessionId).count()) > 0) continue
      await photos.delete([sessionId, sha256])
      await pictures.delete([sessionId, sha256])
    }
  })
}

/** Leaves room in the file for what it is made for; what does not fit comes in the next one. */
const FILE_BYTES = 20_000_000

async function exportedNames(database: DeviceDatabase): Promise<ReadonlySet<string>> {
  return new Set((await readSetting(database, 'photos'))?.exported)
}

async function photosForFile(database: DeviceDatabase): Promise<readonly UnsentPhoto[]> {
  const exported = await exportedNames(database)
  const waiting = await waitingHere(database)
  const isOld = ({ sha256 }: WaitingPhoto): boolean => exported.has(sha256)
  const taken: UnsentPhoto[] = []
  let room = FILE_BYTES
  for (const photo of [...waiting.filter((each) => !isOld(each)), ...waiting.filter(isOld)]) {
    const { sessionId, sha256, facilityId, bytes } = photo
    const found = readRow(PictureRow, await database.pictures.get([sessionId, sha256]))
    if (!found || bytes > room) continue
    room -= bytes
    taken.push({ facilityId, sha256, base64: toBase64(found.content) })
  }
  const names = waiting.filter((each) => isOld(each) || taken.some(({ sha256 }) => sha256 === each.sha256))
  await changeSetting(database, 'photos', (before) => ({
    connection: idle,
    lastError: null,
    ...before,
    exported: names.map(({ sha256 }) => sha256),
  })).catch(() => undefined)
  return taken
}

function toBase64(content: Uint8Array): string {
  // A call takes only so many arguments.
  const parts: string[] = []
  for (let at = 0; at < content.length; at += 32_768)
    parts.push(String.fromCharCode(...content.subarray(at, at + 32_768)))
  return btoa(parts.join(''))
}
