import { afterAll } from 'vitest'
import { amongContract } from './booking/among.contract.ts'
import { bookingContract } from './booking/booking.contract.ts'
import { historyContract } from './history.contract.ts'
import { readingContract } from './reading/reading.contract.ts'
import { freshSqlite } from './testing.ts'

const files: { readonly remove: () => void }[] = []
afterAll(() => files.forEach((file) => file.remove()))

async function freshUrl(): Promise<string> {
  const file = freshSqlite()
  files.push(file)
  return file.url
}

readingContract('SQLite', freshUrl)
bookingContract('SQLite', freshUrl)
historyContract('SQLite', freshUrl)
amongContract('SQLite', freshUrl)
