import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { databaseContract } from './database.contract.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cyclecount-db-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

databaseContract('SQLite', () => join(folder, `${Math.random().toString(36).slice(2)}.sqlite`))
