import { countFilesContract } from './count-files.contract.ts'

countFilesContract('SQLite', () => Promise.resolve(undefined))
