import type { SessionId } from '@cyclecount/domain'
import type {
  DrainCall,
  DrainOutcome,
  LocalStore,
  NewPhoto,
  OutboxSession,
  PhotoStore,
  PhotoTransport,
  PushAnswer,
  WaitingPhoto,
} from '@cyclecount/sync'
import type { Facts } from '../checks/facts.ts'
import type { Witness } from '../checks/witness.ts'
import type { Parts } from '../parts.ts'
import type { Chance } from './chance.ts'
import { parsed } from './json.ts'
import type { Line } from './line.ts'
import { spoiltContent } from './pictures.ts'
import type { DeviceLocks, Process } from './process.ts'
import type { Answer, SimulatedServer } from './server.ts'
import type { VirtualTime } from './virtual-time.ts'

/** What an album needs of the device that it is on. */
export interface AlbumHost {
  readonly time: VirtualTime
  readonly memory: LocalStore
  readonly line: Line
  readonly locks: DeviceLocks
  readonly page: Process | null
  readonly now: () => number
  /** Whether there is no room for what is about to be kept. */
  readonly isFull: () => boolean
}

export interface AlbumSetting {
  readonly device: AlbumHost
  readonly store: PhotoStore
  readonly parts: Pick<Parts, 'sendPhotos'>
  readonly server: SimulatedServer
  readonly witness: Witness
  readonly facts: Pick<Facts, 'photo'>
  readonly chance: Chance
}

/** The photos of a device: the real queue and the real sender, and what is known of both from outside. */
export class Album {
  readonly memory: PhotoStore
  /** Every photo that became durable here and was not dropped since, by session and name. */
  readonly kept = new Map<string, NewPhoto>()
  /** Those that it was told to drop with the log of their session. */
  readonly dropped = new Set<string>()
  /** Those that come back from the disk otherwise than they were written. */
  readonly #spoilt = new Set<string>()
  readonly #setting: AlbumSetting
  #later = 0
  /** The page that asked what is asked when the app is opened, and was not answered yet. */
  #toAsk: Process | null = null

  constructor(setting: AlbumSetting) {
    this.#setting = setting
    this.memory = this.#watched(setting.store)
  }

  /** Nobody took a photo on this device. */
  get isUnused(): boolean {
    return this.kept.size === 0
  }

  isSpoilt(photo: PhotoName): boolean {
    return this.#spoilt.has(nameOf(photo))
  }

  /** From now on the photo comes back spoilt, if it was kept. */
  spoil(photo: PhotoName): void {
    if (this.kept.has(nameOf(photo))) this.#spoilt.add(nameOf(photo))
  }

  /** What the server that this device knows does not hold. */
  async waiting(): Promise<readonly WaitingPhoto[]> {
    const { incarnation } = await this.#setting.device.memory.identity()
    return this.memory.waiting(incarnation)
  }

  /** Those of them that are still to be sent. */
  async unsent(): Promise<readonly WaitingPhoto[]> {
    return this.isUnused ? [] : (await this.waiting()).filter(({ refused }) => refused === null)
  }

  /** As the app does it behind its drains: a wait of photos is kept here, and no scan hears of it. */
  async fromPage(page: Process, cause: DrainCall['cause']): Promise<void> {
    this.#later += 1
    const turn = this.#later
    if (cause === 'opened') this.#toAsk = page
    const isToAsk = this.#toAsk === page
    if (this.isUnused || (cause === 'due' && !isToAsk && (await this.waiting()).length === 0)) return
    const outcome = await this.send(page, { lock: 'if-free', cause })
    if (outcome?.kind === 'drained' && cause !== 'opened' && isToAsk) return this.fromPage(page, 'opened')
    if (outcome?.kind === 'drained') this.#toAsk = null
    if (outcome?.kind !== 'waiting') return
    const { device, chance } = this.#setting
    const wait = Math.max(1_000, outcome.until - device.now()) + chance.below(1_000)
    device.time.after(wait, () => {
      if (turn === this.#later && page === device.page) void this.fromPage(page, 'due')
    })
  }

  /** Sends what waits, from a page or a worker. */
  async send(process: Process, call: DrainCall): Promise<DrainOutcome | null> {
    const { device, server, witness, chance, parts } = this.#setting
    let before = await device.memory.waiting()
    const put: PhotoTransport['put'] = async (photo, content, token) => {
      const still = stillWaiting(before, await device.memory.waiting())
      if (still) witness.report('photos go behind the scans', `${photo.sha256} before those of ${still}`)
      const text = Buffer.from(content).toString('base64')
      const deliver = (arrived: string) => server.photo(arrived, photo, token)
      const answer = await process.outside(device.line.exchange(text, deliver, 'photo'))
      before = await device.memory.waiting()
      return answerOf(answer)
    }
    const held: PhotoTransport['held'] = async (facilityId, names, token) => {
      const deliver = (arrived: string) => server.heldPhotos(arrived, facilityId, token)
      const asked = device.line.exchange(JSON.stringify({ names }), deliver, 'photo')
      return answerOf(await process.outside(asked))
    }
    const deps = {
      store: process.store,
      photos: process.photos,
      transport: { put, held },
      clock: { now: device.now },
      lock: device.locks.of(process),
      random: chance.next,
    }
    return parts.sendPhotos(deps, call).catch(() => null)
  }

  #watched(store: PhotoStore): PhotoStore {
    const { device, server, witness, facts } = this.#setting
    return {
      ...store,
      keep: async (photo) => {
        if (device.isFull()) throw new Error('The storage of this device is full.')
        await store.keep(photo)
        if (!this.kept.has(nameOf(photo))) this.kept.set(nameOf(photo), photo)
      },
      content: async (photo) => {
        const content = await store.content(photo)
        return content && this.isSpoilt(photo) ? spoiltContent(content) : content
      },
      prune: async (incarnation) => {
        const isHere = async (photo: NewPhoto) => (await store.content({ ...photo, refused: null })) !== null
        const before: NewPhoto[] = []
        for (const photo of this.kept.values()) if (await isHere(photo)) before.push(photo)
        await store.prune(incarnation)
        for (const photo of before) {
          if (await isHere(photo)) continue
          const name = nameOf(photo)
          this.kept.delete(name)
          this.dropped.add(name)
          // What a server lost that was put back, it held when this device was told so.
          if (!server.wasRestored && facts.photo(photo) === null)
            witness.report('a photo is dropped when the server holds it', name)
        }
      },
    }
  }
}

function answerOf({ status, retryAfterMs, text }: Answer): PushAnswer {
  return { status, retryAfterMs, body: parsed(text) }
}

type PhotoName = Pick<NewPhoto, 'sessionId' | 'sha256'>

function nameOf({ sessionId, sha256 }: PhotoName): string {
  return `${sessionId} ${sha256}`
}

/** A session of which something that waited then waits now. */
function stillWaiting(then: readonly OutboxSession[], now: readonly OutboxSession[]): SessionId | null {
  const found = now.find(({ sessionId, acked }) =>
    then.some((session) => session.sessionId === sessionId && acked < session.last),
  )
  return found?.sessionId ?? null
}
