import { machinesContract } from './machines.contract.ts'

machinesContract('SQLite', () => Promise.resolve(undefined))
