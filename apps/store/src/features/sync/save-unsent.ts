import { DeviceStorageError, type DeviceStore, type UnsentFile } from '@cyclecount/device-db'
import { photosOf } from '@cyclecount/device-db/photos'
import { saveJsonFile } from '../../adapters/save-file.ts'

/**
 * Saves the file that can be handed in where the network does not come back; where the database cannot be read, it is made from the
 * second copy. How many records are in it.
 */
export async function saveUnsent(store: DeviceStore): Promise<number> {
  const files = await unsentOn(store)
  saveFiles(files)
  return recordsIn(files)
}

/** What the second copy holds of a device that this one was before it was enrolled anew: nobody sends it. */
export async function leftFromBefore(store: DeviceStore): Promise<readonly UnsentFile[]> {
  const [deviceId, files] = await Promise.all([store.deviceId(), unsentInCopy()])
  return files.filter((file) => file.deviceId !== deviceId)
}

export function recordsIn(files: readonly UnsentFile[]): number {
  return files.flatMap(({ sessions }) => sessions).reduce((sum, { events }) => sum + events.length, 0)
}

export function saveFiles(files: readonly UnsentFile[]): void {
  for (const file of files) {
    const day = new Date(file.exportedAt).toISOString().slice(0, 16).replaceAll(':', '')
    const part = files.length > 1 ? `-${file.deviceId.slice(-4)}` : ''
    saveJsonFile(`cyclecount-unsent-${day}${part}.json`, file)
  }
}

async function unsentOn(store: DeviceStore): Promise<readonly UnsentFile[]> {
  // Another tab holds the database: reading would wait for it.
  if (store.trouble.now()?.kind === 'blocked') return unsentInCopy()
  try {
    return [await withPhotos(store, await store.exportUnsent(Date.now()))]
  } catch (error) {
    if (!(error instanceof DeviceStorageError)) throw error
    return unsentInCopy()
  }
}

/** What keeps the photos from being saved does not keep the scans from it; signing out then says so. */
async function withPhotos(store: DeviceStore, file: UnsentFile): Promise<UnsentFile> {
  const photos = await photosOf(store)
    .forFile()
    .catch(() => [])
  return photos.length === 0 ? file : { ...file, photos }
}

async function unsentInCopy(): Promise<readonly UnsentFile[]> {
  const { unsentInSecondCopy } = await import('../../adapters/restore.ts')
  return unsentInSecondCopy()
}
