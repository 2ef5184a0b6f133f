import type { ScanEvent } from '@cyclecount/domain'
import { RETENTION_MS, drain, type LocalStore, type Lock } from '@cyclecount/sync'
import { realParts, type DeviceSeam, type Parts } from '../parts.ts'
import { countingLater, forgetful, numberingOutside, overwritten, renaming } from './broken-stores.ts'
import type { Plant } from './plant.ts'

/** Faults in what a device remembers, and in how it sends. */
export const devicePlants: readonly Plant[] = [
  {
    name: 'a capture is shown before it is durable',
    within: 150,
    parts: { openStore: (options, seam) => forgetful(() => realParts.openStore(options, seam), seam) },
  },
  { name: 'lines are counted outside the capture’s transaction', within: 200, parts: store(countingLater) },
  { name: 'the sequence is taken outside the transaction', within: 50, parts: store(numberingOutside) },
  { name: 'a snapshot overwrites what was captured here', within: 200, parts: store(overwritten) },
  { name: 'a retry carries new ids', within: 50, parts: store(renaming) },
  {
    name: 'whatever was captured until the answer came is taken for acknowledged',
    within: 200,
    parts: store((real) => ({
      ...real,
      acknowledge: async (acks, server) => {
        const waiting = new Map((await real.waiting()).map((session) => [session.sessionId, session.last]))
        const all = acks.map((ack) => {
          const last = waiting.get(ack.sessionId) ?? ack.ackedThrough
          return { ...ack, ackedThrough: last, own: { seq: last, chain: ack.chain } }
        })
        await real.acknowledge(all, server)
      },
    })),
  },
  {
    name: 'scans are sent in the order of the device’s clock',
    within: 600,
    parts: store((real) => ({
      ...real,
      read: async (...asked) => (await real.read(...asked)).toSorted((a, b) => capturedAt(a) - capturedAt(b)),
    })),
  },
  {
    name: 'page and worker send at once, each under ids of its own',
    within: 100,
    parts: {
      drain: (deps, call) => {
        const read: LocalStore['read'] = async (...asked) => {
          const records = await deps.store.read(...asked)
          return records.map((record) => inOwnWords(record, call.lock))
        }
        return drain({ ...deps, lock: openLock, store: { ...deps.store, read } }, call)
      },
    },
  },
  {
    name: 'another incarnation is not noticed, nor asked for',
    within: 400,
    parts: store((real) => ({
      ...real,
      acknowledge: async (acks, server) => {
        const { incarnation } = await real.identity()
        await real.acknowledge(acks, { ...server, incarnation: incarnation ?? server.incarnation })
      },
      settled: async () => [],
    })),
  },
  {
    name: 'a device with nothing to send does not ask what the server holds',
    within: 400,
    parts: store((real) => ({ ...real, settled: async () => [] })),
  },
  {
    name: 'a device forgets a final count without waiting for weeks',
    within: 600,
    parts: store((real) => ({ ...real, prune: (now) => real.prune(now + RETENTION_MS) })),
  },
  {
    name: 'the server’s log is taken for the device’s own',
    within: 400,
    parts: store((real) => ({
      ...real,
      acknowledge: (acks, server) => {
        const agreed = acks.map((ack) =>
          ack.own === null ? ack : { ...ack, ackedThrough: ack.own.seq, chain: ack.own.chain },
        )
        return real.acknowledge(agreed, server)
      },
    })),
  },
  {
    name: 'the log behind a snapshot is never fetched',
    within: 300,
    parts: store((real) => ({ ...real, lacking: async () => null })),
  },
]

function store(broken: (real: LocalStore, seam: DeviceSeam) => LocalStore): Pick<Parts, 'openStore'> {
  return { openStore: (options, seam) => broken(realParts.openStore(options, seam), seam) }
}

const openLock: Lock = { hold: (_name, _mode, work) => work() }

/** The worker’s scans get ids that end otherwise than the page’s. */
function inOwnWords(record: unknown, lock: 'wait' | 'if-free'): unknown {
  const event = record as ScanEvent
  return lock === 'wait' ? { ...event, scanId: `${event.scanId.slice(0, -4)}ffff` } : event
}

function capturedAt(record: unknown): number {
  return (record as ScanEvent).capturedAt
}
