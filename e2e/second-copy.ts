import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'

/** The scan ids of every event that the second copy of this browser holds: whatever the files say, acknowledged or not. */
export async function idsInSecondCopy(page: Page): Promise<readonly string[]> {
  const text = await page.evaluate(async () => {
    const root = await navigator.storage.getDirectory()
    const folder = await root.getDirectoryHandle('journal').catch(() => null)
    if (!folder) return ''
    // Chromium reads no file that is written meanwhile.
    const textOf = async (name: string, tries = 20): Promise<string> => {
      const file = await folder.getFileHandle(name).catch(() => null)
      if (!file) return ''
      const content = await file
        .getFile()
        .then(async (found) => found.text())
        .catch(() => null)
      return (
        content ?? (tries > 0 ? textOf(name, tries - 1) : Promise.reject(new Error(`${name} cannot be read`)))
      )
    }
    const names = Array.from({ length: 8 }, (_, slot) => [`slot-${slot}a`, `slot-${slot}b`]).flat()
    return (await Promise.all(names.map((name) => textOf(name)))).join('')
  })
  const ids = [...text.matchAll(/"kind":"event".*?"scanId":"([0-9a-f-]{36})"/g)].map(([, id]) => id ?? '')
  return [...new Set(ids)]
}

/** Which slots of the second copy are held by tabs that live. */
export async function slotsInUse(page: Page): Promise<readonly number[]> {
  const locks = await page.evaluate(async () => (await navigator.locks.query()).held?.map(({ name }) => name))
  return (locks ?? [])
    .map((name) => /^cyclecount-journal-(\d+)$/.exec(name ?? '')?.[1])
    .filter((slot) => slot !== undefined)
    .map(Number)
    .toSorted((a, b) => a - b)
}

/** Waits until every scan among these events (as `eventText` has them) is kept twice. */
export async function expectInSecondCopy(page: Page, events: readonly string[]): Promise<void> {
  const ids = events.filter((event) => / scan /.test(event)).map((event) => event.split(' ')[2])
  await expect
    .poll(async () => {
      const kept = new Set(await idsInSecondCopy(page))
      return ids.filter((id) => id === undefined || !kept.has(id))
    })
    .toEqual([])
}

async function databaseFolder(profile: string): Promise<string> {
  const databases = join(profile, 'Default/IndexedDB')
  const [folder, ...more] = (await readdir(databases)).filter((name) => name.endsWith('.leveldb'))
  if (folder === undefined || more.length > 0) throw new Error('this profile has not one database')
  return join(databases, folder)
}

/** What the browser has written of its `localStorage` to the disk: it takes its time. */
export async function localStorageOnDisk(profile: string): Promise<string> {
  const folder = join(profile, 'Default/Local Storage/leveldb')
  const names = await readdir(folder)
  return (await Promise.all(names.map((name) => readFile(join(folder, name), 'latin1')))).join('')
}

/** Takes the files of the browser's IndexedDB away. */
export async function removeDatabase(profile: string): Promise<void> {
  await rm(await databaseFolder(profile), { recursive: true })
}

/** Overwrites them, so that Chromium finds the database damaged; it deletes it then by itself. */
export async function damageDatabase(profile: string): Promise<void> {
  const folder = await databaseFolder(profile)
  for (const name of await readdir(folder))
    if (/^(CURRENT|MANIFEST-.*|.*\.(log|ldb))$/.test(name))
      await writeFile(join(folder, name), 'damaged '.repeat(99))
}

/** Takes the origin's private file system away, where the second copy lies. */
export async function removeFiles(profile: string): Promise<void> {
  await rm(join(profile, 'Default/File System'), { recursive: true })
}
