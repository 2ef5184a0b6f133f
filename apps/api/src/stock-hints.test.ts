import { stockHintsContract } from './stock-hints.contract.ts'

stockHintsContract('SQLite', async () => undefined)
