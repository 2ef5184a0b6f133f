// A PostgreSQL for a bench: durable as it comes. Prints its address and runs until its standard input ends.
import { once } from 'node:events'
import { startPostgres } from './postgres.ts'

const { url, stop } = await startPostgres([])
process.stdout.write(`${url}\n`)
process.stdin.resume()
await once(process.stdin, 'end')
await stop()
