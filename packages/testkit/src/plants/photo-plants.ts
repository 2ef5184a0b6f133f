import { createHash } from 'node:crypto'
import { sendPhotos, type LocalStore, type NewPhoto, type PhotoStore } from '@cyclecount/sync'
import type { History } from '../history/history.ts'
import { realParts, type DeviceSeam, type Parts } from '../parts.ts'
import type { Plant } from './plant.ts'

const faults: readonly Plant[] = [
  {
    name: 'a photo is marked as sent before the answer',
    within: 100,
    parts: {
      sendPhotos: (deps, call) => {
        const put: Put = async (photo, ...given) => {
          const { incarnation } = await deps.store.identity()
          if (incarnation !== null) await deps.photos.sent(photo, incarnation)
          return deps.transport.put(photo, ...given)
        }
        return sendPhotos({ ...deps, transport: { ...deps.transport, put } }, call)
      },
    },
  },
  {
    name: 'photos are sent although scans wait',
    within: 200,
    parts: {
      sendPhotos: (deps, call) =>
        sendPhotos({ ...deps, store: { ...deps.store, waiting: async () => [] } }, call),
    },
  },
  {
    name: 'photos are forgotten when the server is another',
    within: 600,
    parts: photos((real) => {
      const sent = new Set<string>()
      return {
        ...real,
        waiting: async (incarnation) =>
          (await real.waiting(incarnation)).filter((photo) => !sent.has(nameOf(photo))),
        sent: async (photo, incarnation) => {
          sent.add(nameOf(photo))
          await real.sent(photo, incarnation)
        },
        lost: async (photo) => {
          sent.delete(nameOf(photo))
          await real.lost(photo)
        },
      }
    }),
  },
  {
    name: 'nobody asks whether the server still holds the photos',
    within: 250,
    parts: photos((real) => ({ ...real, held: async () => [] })),
  },
  {
    name: 'whatever is answered with 200 is taken for the photo’s name',
    within: 400,
    parts: {
      sendPhotos: (deps, call) => {
        const put: Put = async (photo, ...given) => {
          const answer = await deps.transport.put(photo, ...given)
          const { incarnation } = await deps.store.identity()
          const body = { sha256: photo.sha256, incarnation: incarnation ?? 'unknown' }
          return answer.status === 200 ? { ...answer, body } : answer
        }
        return sendPhotos({ ...deps, transport: { ...deps.transport, put } }, call)
      },
    },
  },
  { name: 'a note names a photo that is not yet on the disk', within: 400, parts: photos(keptLater) },
  {
    name: 'a photo that is refused shuts the scans out',
    within: 200,
    parts: {
      sendPhotos: async (deps, call) => {
        const refused: PhotoStore['refused'] = async (photo, why) => {
          const error = { kind: 'device-revoked', message: why, at: deps.clock.now() } as const
          await deps.store.noteConnection({ kind: 'blocked', reason: error.kind }, error)
          await deps.photos.refused(photo, why)
        }
        return sendPhotos({ ...deps, photos: { ...deps.photos, refused } }, call)
      },
    },
  },
  {
    name: 'a photo is answered before it is kept',
    within: 20,
    parts: {
      storePhoto: async (ctx, device, place, content) => {
        const before = new Uint8Array(content)
        setImmediate(() => void realParts.storePhoto(ctx, device, place, before).catch(() => null))
        const { incarnation } = await ctx.db.read
          .selectFrom('server_identity')
          .select('incarnation')
          .executeTakeFirstOrThrow()
        return { sha256: place.sha256, incarnation }
      },
    },
  },
  {
    name: 'a photo is kept as it came, whatever its sum',
    within: 100,
    parts: {
      storePhoto: async (ctx, device, place, content) => {
        const sha256 = createHash('sha256').update(content).digest('hex')
        const reply = await realParts.storePhoto(ctx, device, { ...place, sha256 }, content)
        return { ...reply, sha256: place.sha256 }
      },
    },
  },
]

/** Faults in what becomes of photos, on the device and on the server. */
export const photoPlants: readonly Plant[] = faults.map((plant) => ({ ...plant, where: hasPhotos }))

function hasPhotos({ devices }: History): boolean {
  return devices.some(({ photoFates }) => photoFates !== undefined)
}

type Put = Parameters<typeof sendPhotos>[0]['transport']['put']

function photos(broken: (real: PhotoStore, seam: DeviceSeam) => PhotoStore): Pick<Parts, 'openPhotos'> {
  return { openPhotos: (store: LocalStore, seam) => broken(realParts.openPhotos(store, seam), seam) }
}

/** Says that it kept the photo, and writes it a moment later; a crash in between loses it. */
function keptLater(real: PhotoStore, seam: DeviceSeam): PhotoStore {
  const MOMENT_MS = 300
  let writing: NewPhoto[] = []
  seam.onCrash(() => {
    writing = []
  })
  return {
    ...real,
    keep: async (photo) => {
      writing.push(photo)
      seam.time.after(MOMENT_MS, () => {
        if (!writing.includes(photo)) return
        writing = writing.filter((other) => other !== photo)
        void real.keep(photo)
      })
    },
  }
}

function nameOf({ sessionId, sha256 }: Pick<NewPhoto, 'sessionId' | 'sha256'>): string {
  return `${sessionId} ${sha256}`
}
