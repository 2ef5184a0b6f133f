import { secretsContract } from './secrets.contract.ts'

secretsContract('SQLite', () => Promise.resolve(undefined))
