import fc from 'fast-check'
import {
  fakeId,
  type DeviceId,
  type LocationId,
  type PersonId,
  type ProductId,
  type ScanId,
  type SessionId,
} from './ids.ts'
import { plainStock, type ScanEvent, type SeenByDevice } from './scan-event.ts'

export const ana = fakeId<PersonId>('ana')
export const session = fakeId<SessionId>('session')
export const zebra = fakeId<DeviceId>('zebra')
export const phone = fakeId<DeviceId>('phone')
export const cola = fakeId<ProductId>('cola')
export const chips = fakeId<ProductId>('chips')
export const shelf = fakeId<LocationId>('shelf')

const CODES: Record<string, ProductId | null> = { '1': cola, '2': chips, '9': null }

let made = 0

/** An event of a device's log, with sensible rest. Ids grow in the order in which events are made. */
export function event<K extends ScanEvent['kind']>(
  kind: K,
  deviceId: DeviceId,
  deviceSeq: number,
  body: object,
): Extract<ScanEvent, { kind: K }> {
  made += 1
  const scanId = `00000000-0000-7000-8000-${made.toString(16).padStart(12, '0')}` as ScanId
  const header = {
    scanId,
    sessionId: session,
    deviceId,
    deviceSeq,
    userId: ana,
    capturedAt: made,
    clockOffsetMs: 0,
    appVersion: 'test',
  }
  return { ...header, kind, ...body } as Extract<ScanEvent, { kind: K }>
}

export function counting(code: string, quantityMilli: number): object {
  const productId = CODES[code] ?? null
  return {
    ...plainStock,
    code,
    codeKey: code,
    productId,
    packUnits: 1,
    locationId: shelf,
    quantityMilli,
    expiry: null,
  }
}

type Step =
  | {
      readonly do: 'scan' | 'set' | 'hand'
      readonly device: number
      readonly code: string
      readonly milli: number
      readonly sees: boolean
    }
  | { readonly do: 'void'; readonly device: number; readonly pick: number }
  | { readonly do: 'match'; readonly device: number; readonly pack: number; readonly unit: string }

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom('scan', 'scan', 'scan', 'hand', 'set'),
      device: fc.nat(1),
      code: fc.constantFrom('1', '2', '9'),
      milli: fc.integer({ min: 0, max: 20 }).map((units) => units * 1000),
      sees: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('void'), device: fc.nat(1), pick: fc.nat(50) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('match'),
      device: fc.nat(1),
      pack: fc.constantFrom(1, 12),
      unit: fc.constantFrom('each', 'kg'),
    }),
  },
)

/** Histories of one session on two devices that hear of each other now and then. */
export const histories = fc.array(step, { maxLength: 40 }).map(play)

function play(steps: readonly Step[]): ScanEvent[] {
  const seqs = [0, 0]
  const log: ScanEvent[] = []
  for (const now of steps) {
    const deviceId = now.device === 0 ? zebra : phone
    const seq = (seqs[now.device] = (seqs[now.device] ?? 0) + 1)
    if (now.do === 'void') {
      const target = log[now.pick % Math.max(1, log.length)]
      log.push(
        target
          ? event('void', deviceId, seq, { target: target.scanId })
          : event('note', deviceId, seq, { text: '', target: null }),
      )
    } else if (now.do === 'match') {
      const { pack: packUnits, unit } = now
      log.push(event('match', deviceId, seq, { codeKey: '9', productId: cola, packUnits, unit }))
    } else {
      const other = now.device === 0 ? phone : zebra
      const otherSeq = now.sees ? (seqs[1 - now.device] ?? 0) : 0
      const replaces: SeenByDevice = { [deviceId]: seq - 1, [other]: otherSeq }
      log.push(
        event(now.do, deviceId, seq, {
          ...counting(now.code, now.milli),
          ...(now.do === 'set' ? { replaces } : {}),
        }),
      )
    }
  }
  return log
}
