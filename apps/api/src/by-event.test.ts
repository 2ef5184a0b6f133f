import { byEventContract } from './by-event.contract.ts'

byEventContract('SQLite', () => Promise.resolve(undefined))
