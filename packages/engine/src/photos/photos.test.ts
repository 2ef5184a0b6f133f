import { freshSqlite } from '../testing/sqlite.ts'
import { photosContract } from './photos.contract.ts'

photosContract('SQLite', freshSqlite)
