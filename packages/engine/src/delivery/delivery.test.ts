import { sqliteFiles } from '../testing/sqlite-files.ts'
import { deliveryContract } from './delivery.contract.ts'

for (const takesTogether of [false, true]) deliveryContract('SQLite', sqliteFiles(), { takesTogether })
