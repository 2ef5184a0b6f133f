import { BackendUnavailable } from '@cyclecount/backend-port'
import { say } from '../words/say.ts'

/** Reads from the ledger; a database that does not answer becomes `BackendUnavailable`. What already says what it is passes. */
export async function answered<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof BackendUnavailable || error instanceof RangeError) throw error
    const unavailable = new BackendUnavailable(say('ledger.noAnswer'))
    unavailable.cause = error
    throw unavailable
  }
}
