import type { DeviceDatabase } from './database.ts'

type Restore = (database: DeviceDatabase) => Promise<unknown>

interface Guard {
  readonly restore: Restore
  /** Whether the database may lack what a second copy has: at first, and when it turns out to be new. */
  isDue: boolean
  opening: Promise<void> | null
}

const guards = new WeakMap<DeviceDatabase, Guard>()

/**
 * Whenever the database is opened and before anybody gets to use it: a newer version's is refused, and what a second copy has is
 * put back. `restore` failing keeps nobody from counting; it is tried again at the next opening.
 */
export function guardOpening(database: DeviceDatabase, restore: Restore): void {
  const declared = database.verno
  const guard: Guard = { restore, isDue: true, opening: null }
  guards.set(database, guard)
  database.on('populate', () => {
    guard.isDue = true
  })
  const everyTime = true
  database.on(
    'ready',
    (opened) => {
      // Dexie would go on with a database of a later version, whose rows this version does not know.
      if (Math.floor(opened.backendDB().version / 10) > declared)
        throw Object.assign(new Error('The database is of a later version.'), { name: 'VersionError' })
    },
    everyTime,
  )
}

/** What has to be awaited before the database is used; null where it can be used at once. */
export function openingOf(database: DeviceDatabase): Promise<void> | null {
  const guard = guards.get(database)
  if (!guard || (guard.opening === null && database.isOpen() && !guard.isDue)) return null
  // Not within Dexie's own `ready`: it breaks the transactions of what is awaited there.
  guard.opening ??= openAndRestore(database, guard).finally(() => {
    guard.opening = null
  })
  return guard.opening
}

async function openAndRestore(database: DeviceDatabase, guard: Guard): Promise<void> {
  await database.open()
  guard.isDue = false
  await guard.restore(database).catch(() => null)
}
