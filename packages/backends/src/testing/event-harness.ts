import type { AdapterHarness } from '@cyclecount/backend-port/conformance'
import type { EventLine } from '@cyclecount/backend-port/testing'
import { ledgerHarness } from './ledger-harness.ts'
import { eventAdapter } from '../event/adapter.ts'

/** A backend that hears what is asked on the line, books it in its ledger, and answers on the line. It is read where it books. */
export async function eventHarness(url: string, line: EventLine): Promise<AdapterHarness> {
  const backend = await ledgerHarness(url)
  return {
    ...backend,
    adapter: eventAdapter({ books: backend.adapter, post: line.post }),
    answers: async () => {
      for (const adjustment of await line.unanswered()) {
        const outcome = await backend.adapter.push(adjustment)
        if (outcome.kind !== 'accepted' && outcome.kind !== 'rejected')
          throw new Error(`the backend itself is ${outcome.kind}`)
        await line.answer(adjustment.idempotencyKey, outcome)
      }
    },
  }
}
