import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

/** A path for a new SQLite file, removed when the test file is done. */
export function freshSqlite(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cyclecount-engine-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'engine.sqlite')
}
