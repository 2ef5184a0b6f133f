import { sqliteFiles } from '../testing/sqlite-files.ts'
import { figuresContract } from './figures.contract.ts'

figuresContract('SQLite', sqliteFiles())
