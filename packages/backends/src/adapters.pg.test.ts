import { adapterContract } from '@cyclecount/backend-port/conformance'
import { emptyPostgres } from '@cyclecount/db/testing'
import { adapterKinds } from './testing/adapter-kinds.ts'

for (const { kind, open } of adapterKinds)
  adapterContract(`${kind} on PostgreSQL`, async (line) => open(await emptyPostgres(`${kind}_adapter`), line))
