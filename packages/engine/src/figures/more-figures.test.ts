import { sqliteFiles } from '../testing/sqlite-files.ts'
import { moreFiguresContract } from './more-figures.contract.ts'

moreFiguresContract('SQLite', sqliteFiles())
