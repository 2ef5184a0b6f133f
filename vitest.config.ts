import { accessSync, constants, statfsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

const EVERYWHERE = ['packages/**', 'apps/**', 'tooling/**']
const POSTGRES = EVERYWHERE.map((folder) => `${folder}/*.pg.test.ts`)
const CANARIES = ['tooling/canaries.test.ts']
const NEVER = ['**/node_modules/**', '**/dist/**', '**/.types/**', '**/.cache/**']

const MEMORY = '/dev/shm'
/** All databases of a run together stay far below. */
const ENOUGH_BYTES = 2 * 1024 ** 3

/**
 * Where tests put their files: in memory where the machine has a folder there and room in it. Each commit of each test would wait for
 * the disk otherwise, and no power is cut here.
 */
function filesIn(): { readonly TMPDIR?: string } {
  try {
    accessSync(MEMORY, constants.W_OK)
    const { bavail, bsize } = statfsSync(MEMORY)
    return bavail * bsize > ENOUGH_BYTES ? { TMPDIR: MEMORY } : {}
  } catch {
    return {}
  }
}

export default defineConfig({
  test: {
    env: filesIn(),
    // Vitest leaves one core to itself; on two that would be half of the machine. Most tests wait for a disk or a database now and then.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: EVERYWHERE.map((folder) => `${folder}/*.test.{ts,tsx}`),
          exclude: [...NEVER, ...POSTGRES, ...CANARIES],
          // Reading the sources anew for each file took a third of the time. Tests put back what they change beyond their file.
          isolate: false,
          // A busy machine of two cores is slow, not wrong.
          testTimeout: 20_000,
          hookTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'pg',
          include: POSTGRES,
          exclude: NEVER,
          pool: 'forks',
          isolate: false,
          globalSetup: ['tooling/postgres.ts'],
          // Most make a database of their own; on a busy machine that takes its time.
          testTimeout: 90_000,
          hookTimeout: 90_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'canaries',
          include: CANARIES,
          exclude: NEVER,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
