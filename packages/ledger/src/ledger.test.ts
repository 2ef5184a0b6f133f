import { afterAll } from 'vitest'
import { ledgerContract } from './ledger.contract.ts'
import { freshSqlite } from './testing.ts'

const files: { readonly remove: () => void }[] = []
afterAll(() => files.forEach((file) => file.remove()))

ledgerContract('SQLite', async () => {
  const file = freshSqlite()
  files.push(file)
  return file.url
})
