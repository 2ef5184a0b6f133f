import type { DeviceDatabase } from './database.ts'

/**
 * Whenever the database is opened and before anybody gets to use it: a newer version's is refused, and what a second copy has is
 * put back, the first time and wherever the database turns out to be new. `restore` failing keeps nobody from counting; it is
 * tried again at the next opening.
 */
export function guardOpening(
  database: DeviceDatabase,
  restore: (opened: DeviceDatabase) => Promise<unknown>,
): void {
  const declared = database.verno
  let isDue = true
  database.on('populate', () => {
    isDue = true
  })
  const everyTime = true
  database.on(
    'ready',
    async (opened) => {
      // Dexie would go on with a database of a later version, whose rows this version does not know.
      if (Math.floor(opened.backendDB().version / 10) > declared)
        throw Object.assign(new Error('The database is of a later version.'), { name: 'VersionError' })
      if (!isDue) return
      isDue = false
      try {
        await restore(opened as DeviceDatabase)
      } catch {
        isDue = true
      }
    },
    everyTime,
  )
}
