import { Problem, StorePhotoReply } from '@cyclecount/contract'
import { askHeldPhotos } from './ask-held-photos.ts'
import { blockedBy } from './answer.ts'
import { maySend, transition, type BlockReason, type ConnectionEvent } from './connection.ts'
import { outcomeOf, type DrainCall, type DrainOutcome } from './drain.ts'
import { PHOTOS_LOCK, type PhotoStore, type PhotoTransport, type WaitingPhoto } from './photo-ports.ts'
import type { Clock, Lock, OutboxStore, PushAnswer, SyncError } from './ports.ts'
import { say } from './words/say.ts'

export interface PhotoDeps {
  readonly store: Pick<OutboxStore, 'identity' | 'waiting' | 'connection' | 'noteConnection'>
  readonly photos: PhotoStore
  readonly transport: PhotoTransport
  readonly clock: Clock
  readonly lock: Lock
  /** 0 ≤ n < 1 */
  readonly random: () => number
}

/** What became of one photo. */
type Fate =
  | { readonly kind: 'sent'; readonly incarnation: string }
  /** Not this one; the others may be. */
  | { readonly kind: 'not-taken'; readonly why: string }
  /** Not this device. */
  | { readonly kind: 'refused'; readonly reason: BlockReason; readonly message: string }
  | { readonly kind: 'failed'; readonly error: SyncError; readonly retryAfterMs: number | null }

/**
 * Sends the photos that wait, one at a time, for as long as no event waits. Called after a drain, by page and worker alike; it may be
 * killed at any point: a photo is named by what it holds, and is sent again until the server says that name. Rules PH2 to PH7 and PH9.
 */
export async function sendPhotos(deps: PhotoDeps, call: DrainCall): Promise<DrainOutcome> {
  const outcome = await deps.lock.hold(PHOTOS_LOCK, call.lock, () => sendHeld(deps, call.cause))
  return outcome ?? { kind: 'elsewhere' }
}

async function sendHeld(deps: PhotoDeps, cause: DrainCall['cause']): Promise<DrainOutcome> {
  const { store, photos, clock } = deps
  let state = await photos.connection()
  if (cause !== 'due') state = transition(state, { kind: cause })
  if (!maySend(state, clock.now())) return outcomeOf(state)
  const move = async (event: ConnectionEvent, error: SyncError | null): Promise<DrainOutcome> => {
    state = transition(state, event)
    await photos.noteConnection(state, error)
    return outcomeOf(state)
  }
  const isSure =
    cause === 'opened' && (await isTurn(store)) && (await askHeldPhotos(deps, await store.identity()))
  const tried = new Set<string>()
  for (;;) {
    const next = await nextPhoto(deps, cause, tried)
    if (next === null) break
    tried.add(nameOf(next.photo))
    if (state.kind !== 'sending') await move({ kind: 'begin' }, null)
    const fate = await send(deps, next)
    switch (fate.kind) {
      case 'sent':
        await photos.sent(next.photo, fate.incarnation)
        await move({ kind: 'progress' }, null)
        // The scans hear of it first (rule AK4); until then every photo would seem to be missing there.
        if (fate.incarnation !== next.incarnation) return move(failed(deps, null), changedAt(clock))
        break
      case 'not-taken':
        await photos.refused(next.photo, fate.why)
        break
      case 'refused':
        // It is about the device: scans are not taken from it either.
        await store.noteConnection(
          { kind: 'blocked', reason: fate.reason },
          { kind: fate.reason, message: fate.message, at: clock.now() },
        )
        return move({ kind: 'drained' }, null)
      case 'failed':
        return move(failed(deps, fate.retryAfterMs), fate.error)
    }
  }
  if (isSure) await pruneHeld(deps)
  return state.kind === 'idle' ? outcomeOf(state) : move({ kind: 'drained' }, null)
}

function failed({ clock, random }: PhotoDeps, retryAfterMs: number | null): ConnectionEvent {
  return { kind: 'failed', now: clock.now(), chance: random(), retryAfterMs }
}

function changedAt(clock: Clock): SyncError {
  return { kind: 'no-progress', message: say('server.changed'), at: clock.now() }
}

interface Next {
  readonly photo: WaitingPhoto
  /** The server's, as this device knows it. */
  readonly incarnation: string | null
  readonly content: Uint8Array<ArrayBuffer>
  readonly token: string
}

/** The next photo to send; null where there is none, or where scans are to go first (rule PH2). */
async function nextPhoto(
  { store, photos }: PhotoDeps,
  cause: DrainCall['cause'],
  tried: ReadonlySet<string>,
): Promise<Next | null> {
  if (!(await isTurn(store))) return null
  const { token, incarnation } = await store.identity()
  if (token === null) return null
  for (const photo of await photos.waiting(incarnation)) {
    const isWorthIt = photo.refused === null || cause === 'opened'
    if (!isWorthIt || tried.has(nameOf(photo))) continue
    const content = await photos.content(photo)
    if (content) return { photo, content, token, incarnation }
  }
  return null
}

/** Scans go first. */
async function isTurn(store: PhotoDeps['store']): Promise<boolean> {
  return (await store.connection()).kind !== 'blocked' && (await store.waiting()).length === 0
}

function nameOf({ sessionId, sha256 }: WaitingPhoto): string {
  return `${sessionId} ${sha256}`
}

async function send(deps: PhotoDeps, { photo, content, token }: Next): Promise<Fate> {
  try {
    return judge(deps, photo, await deps.transport.put(photo, content, token))
  } catch {
    const error = { kind: 'no-answer', message: say('server.silent'), at: deps.clock.now() } as const
    return { kind: 'failed', error, retryAfterMs: null }
  }
}

/** Only the name of this very photo from a server of ours says that it is held (rule PH3). */
function judge(deps: PhotoDeps, photo: WaitingPhoto, { status, body, retryAfterMs }: PushAnswer): Fate {
  const reply = StorePhotoReply.safeParse(body)
  if (status === 200 && reply.success && reply.data.sha256 === photo.sha256)
    return { kind: 'sent', incarnation: reply.data.incarnation }
  const told = Problem.safeParse(body)
  if (status === 413) return { kind: 'not-taken', why: told.data?.message ?? say('server.photoTooLarge') }
  const reason = told.success ? blockedBy[status] : undefined
  if (told.success && reason) return { kind: 'refused', reason, message: told.data.message }
  // What cannot be understood today may be tomorrow, by a newer server; what is busy, in a moment.
  if (told.success && (status === 400 || status === 404)) return { kind: 'not-taken', why: told.data.message }
  const message = told.success
    ? told.data.message
    : status === 200
      ? say('server.notOurs')
      : say('server.status', { status })
  const error = { kind: told.success ? 'server' : 'not-ours', message, at: deps.clock.now() } as const
  return { kind: 'failed', error, retryAfterMs }
}

async function pruneHeld({ store, photos }: PhotoDeps): Promise<void> {
  const { incarnation } = await store.identity()
  if (incarnation !== null) await photos.prune(incarnation)
}
