import type { NewPhoto } from '@cyclecount/sync'
import type { SimulatedDevice } from '../world/device.ts'
import type { Rest } from './final.ts'

/** Photos, when everything came to rest: every one that a device keeps is on the server, or its device says why not. */
export async function checkPhotos(rest: Rest): Promise<void> {
  for (const device of rest.devices) {
    await checkNamed(rest, device)
    if (!device.album.isUnused) await checkKept(rest, device)
  }
}

/** Rule PH1: what a note of this device names was kept before, whole. */
async function checkNamed(
  { witness }: Rest,
  { album, deviceId, memory, sessions }: SimulatedDevice,
): Promise<void> {
  for (const sessionId of sessions.keys())
    for (const event of await memory.log(sessionId)) {
      if (event.kind !== 'note' || !event.photo || event.deviceId !== deviceId) continue
      const { sha256 } = event.photo
      const name = nameOf({ sessionId, sha256 })
      if (!album.kept.has(name) && !album.dropped.has(name))
        witness.report('a note names a photo that was kept', name)
    }
}

/** Rules PH3 to PH6. */
async function checkKept({ witness, facts }: Rest, device: SimulatedDevice): Promise<void> {
  const { album, isRevoked, isTakenIn, isAnew } = device
  const waiting = new Map((await album.waiting()).map((photo) => [nameOf(photo), photo]))
  for (const photo of album.kept.values()) {
    const name = nameOf(photo)
    const isSpoilt = album.isSpoilt(photo)
    const here = await album.memory.content({ ...photo, refused: null })
    if (!here || (!isSpoilt && !isSame(here, photo.content)))
      witness.report('a photo that was kept stays kept', name)
    if (isRevoked && !isTakenIn) continue
    const refused = waiting.get(name)?.refused ?? null
    if (isSpoilt && (refused !== null || isRevoked)) continue
    // What was turned away on the way is tried again when the app is opened.
    if (refused !== null && !isAnew) continue
    const there = facts.photo(photo)
    if (there === null) witness.report('every photo is on the server', `${name}, refused: ${refused}`)
    else if (!isSame(there, photo.content)) witness.report('every photo byte for byte', name)
    else if (waiting.has(name) && !isRevoked)
      witness.report('every photo is told to be there', `${name}: ${refused}`)
  }
}

function nameOf({ sessionId, sha256 }: Pick<NewPhoto, 'sessionId' | 'sha256'>): string {
  return `${sessionId} ${sha256}`
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0
}
