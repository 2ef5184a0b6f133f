import { emptyPostgres } from '@cyclecount/db/testing'
import { amongContract } from './booking/among.contract.ts'
import { bookingContract } from './booking/booking.contract.ts'
import { historyContract } from './history.contract.ts'
import { readingContract } from './reading/reading.contract.ts'

const freshUrl = (purpose: string) => emptyPostgres(`ledger_${purpose}`)

readingContract('PostgreSQL', freshUrl)
bookingContract('PostgreSQL', freshUrl)
historyContract('PostgreSQL', () => freshUrl('history'))
amongContract('PostgreSQL', () => freshUrl('among'))
