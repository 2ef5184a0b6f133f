import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

const EVERYWHERE = ['packages/**', 'apps/**', 'tooling/**']
const POSTGRES = EVERYWHERE.map((folder) => `${folder}/*.pg.test.ts`)
const CANARIES = ['tooling/canaries.test.ts']
const NEVER = ['**/node_modules/**', '**/dist/**', '**/.types/**', '**/.cache/**']

export default defineConfig({
  test: {
    // Vitest leaves one core to itself; on two that would be half of the machine. Most tests wait for a disk or a database now and then.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: EVERYWHERE.map((folder) => `${folder}/*.test.{ts,tsx}`),
          exclude: [...NEVER, ...POSTGRES, ...CANARIES],
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
          globalSetup: ['tooling/postgres.ts'],
          testTimeout: 30_000,
          hookTimeout: 30_000,
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
