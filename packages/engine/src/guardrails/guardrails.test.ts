import { sqliteFiles } from '../testing/sqlite-files.ts'
import { guardrailsContract } from './guardrails.contract.ts'

guardrailsContract('SQLite', sqliteFiles())
