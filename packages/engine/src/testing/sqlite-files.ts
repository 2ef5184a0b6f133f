import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

/** Names a SQLite file that does not exist yet; what it names is removed after the suite. */
export function sqliteFiles(): () => string {
  const folder = mkdtempSync(join(tmpdir(), 'cyclecount-engine-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  let made = 0
  return () => {
    made += 1
    return join(folder, `${made}.sqlite`)
  }
}
