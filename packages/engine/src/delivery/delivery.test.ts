import { deliveryMatrix } from '../testing/delivery-matrix.ts'
import { memoryHarness } from '../testing/memory-harness.ts'
import { sqliteFiles } from '../testing/sqlite-files.ts'
import { deliveryContract } from './delivery.contract.ts'

for (const takesTogether of [false, true]) deliveryContract('SQLite', sqliteFiles(), { takesTogether })
deliveryMatrix('memory, on SQLite', memoryHarness, sqliteFiles())
