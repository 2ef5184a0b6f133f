import type { AdapterHarness } from '@cyclecount/backend-port/conformance'
import type { EventLine } from '@cyclecount/backend-port/testing'
import { eventHarness } from './event-harness.ts'
import { ledgerHarness } from './ledger-harness.ts'

/**
 * A backend to be tried of every kind of adapter. Who is named here is held to every promise of the interface, and delivered to through every point
 * at which a delivery can be cut off. `url`: of an empty database of its own.
 */
export const adapterKinds: readonly {
  readonly kind: string
  readonly open: (url: string, line: EventLine) => Promise<AdapterHarness>
}[] = [
  { kind: 'ledger', open: ledgerHarness },
  { kind: 'event', open: eventHarness },
]
