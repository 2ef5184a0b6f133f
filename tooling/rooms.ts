// Who may import whom, direct imports only. turbo.json holds what follows from it for `turbo boundaries`, which also
// follows the imports of imports; rooms.test.ts keeps both, and every package.json, in step with this table.

export interface Room {
  readonly folder: string
  /** Rooms its code may import. */
  readonly imports: readonly string[]
  /** Rooms only its tests may import besides. */
  readonly inTests?: readonly string[]
}

export const ROOMS: Readonly<Record<string, Room>> = {
  barcode: { folder: 'packages/barcode', imports: [] },
  domain: { folder: 'packages/domain', imports: [] },
  contract: { folder: 'packages/contract', imports: ['barcode', 'domain'] },
  sync: { folder: 'packages/sync', imports: ['contract', 'domain'] },
  'device-db': { folder: 'packages/device-db', imports: ['domain', 'sync'] },
  db: { folder: 'packages/db', imports: ['domain'] },
  'backend-port': { folder: 'packages/backend-port', imports: ['domain'] },
  engine: {
    folder: 'packages/engine',
    imports: ['backend-port', 'barcode', 'contract', 'db', 'domain'],
  },
  ledger: { folder: 'packages/ledger', imports: ['barcode', 'db', 'domain'] },
  backends: { folder: 'packages/backends', imports: ['backend-port', 'domain', 'ledger'], inTests: ['db'] },
  demo: { folder: 'packages/demo', imports: ['barcode', 'domain', 'ledger'] },
  testkit: {
    folder: 'packages/testkit',
    imports: ['backend-port', 'barcode', 'contract', 'db', 'domain', 'engine', 'sync'],
  },
  ui: { folder: 'packages/ui', imports: ['barcode', 'domain'] },
  store: { folder: 'apps/store', imports: ['barcode', 'contract', 'device-db', 'domain', 'sync', 'ui'] },
  console: { folder: 'apps/console', imports: ['barcode', 'contract', 'domain', 'ui'] },
  api: {
    folder: 'apps/api',
    imports: ['backend-port', 'backends', 'barcode', 'contract', 'db', 'demo', 'domain', 'engine', 'ledger'],
    inTests: ['sync'],
  },
  e2e: { folder: 'e2e', imports: ['barcode', 'contract', 'db', 'demo', 'domain', 'ledger', 'sync'] },
  bench: { folder: 'packages/bench', imports: ['contract', 'db', 'domain', 'e2e', 'sync'] },
}

/** Every room that comes with one room: its imports, theirs, and so on. Sorted. */
export function reach(name: string): string[] {
  const found = new Set<string>()
  const visit = (room: string) => {
    const { imports = [], inTests = [] } = ROOMS[room] ?? {}
    for (const next of [...imports, ...inTests]) {
      if (next === name || found.has(next)) continue
      found.add(next)
      visit(next)
    }
  }
  visit(name)
  return [...found].toSorted()
}
