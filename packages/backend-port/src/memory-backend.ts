import {
  BackendUnavailable,
  type Adjustment,
  type BackendAdapter,
  type BackendCapabilities,
  type BackendFacility,
  type BackendLocation,
  type BackendMovement,
  type BackendPosition,
  type BackendProduct,
  type BackendReason,
  type CountObservation,
  type LookUpOutcome,
  type Offer,
  type OnHandLine,
  type OnHandPage,
  type Page,
  type PushOutcome,
} from './adapter.ts'
import type { UnitCost } from '@cyclecount/domain'
import { Faults, type BackendCall } from './faults.ts'

export interface MemoryBackendOptions {
  readonly now: () => number
  readonly facilities: readonly BackendFacility[]
  readonly locations: readonly BackendLocation[]
  readonly products: readonly BackendProduct[]
  /** Unknown where a product is not in it. */
  readonly costs?: Readonly<Record<string, UnitCost>>
  readonly capabilities?: Partial<BackendCapabilities>
  /** The reasons it books by; any where it names none. */
  readonly reasons?: readonly BackendReason[]
  readonly pageSize?: number
  /** Also takes several offers in one call. */
  readonly takesTogether?: boolean
}

export interface BookEntry {
  readonly product: string
  readonly location: string | null
  readonly quantityMilli: number
  readonly kind?: string
  readonly lot?: string | null
  readonly serial?: string | null
  readonly stockState?: string
  readonly owner?: string
  readonly unit?: string
  readonly occurredAt?: number
  /** Later than it happened where it was booked late. */
  readonly recordedAt?: number
}

/** A backend in memory whose books are a list of movements, with faults to order. Positions of zero are left out of a read. */
export interface MemoryBackend {
  readonly adapter: BackendAdapter
  readonly faults: Faults
  /** Books a movement, as the store's own trade does. */
  readonly book: (entry: BookEntry) => BackendMovement
  /** What lies at a location now, in all states. */
  readonly onHand: (product: string, location: string | null) => number
  /** Adjustments that took effect, in order. */
  readonly adjustments: readonly Adjustment[]
  readonly observations: readonly CountObservation[]
  /** Every call with its key, also those that failed. */
  readonly calls: readonly { readonly call: BackendCall; readonly key: string }[]
}

interface Booked extends BackendMovement {
  readonly seq: number
}

const plainPlace = { lot: null, serial: null, stockState: 'available', owner: 'own', unit: 'each' } as const

export function memoryBackend(options: MemoryBackendOptions): MemoryBackend {
  const faults = new Faults()
  const booked: Booked[] = []
  const adjustments: Adjustment[] = []
  const observations: CountObservation[] = []
  const calls: { call: BackendCall; key: string }[] = []
  const outcomes = new Map<string, Extract<PushOutcome, { kind: 'accepted' | 'rejected' }>>()
  const pageSize = options.pageSize ?? 3

  const book = (entry: BookEntry): Booked => {
    const seq = booked.length + 1
    const occurredAt = entry.occurredAt ?? options.now()
    const movement: Booked = {
      seq,
      externalRef: `M${seq}`,
      ...plainPlace,
      kind: entry.kind ?? (entry.quantityMilli < 0 ? 'sale' : 'receipt'),
      product: entry.product,
      location: entry.location,
      lot: entry.lot ?? null,
      serial: entry.serial ?? null,
      stockState: entry.stockState ?? plainPlace.stockState,
      owner: entry.owner ?? plainPlace.owner,
      unit: entry.unit ?? plainPlace.unit,
      quantityMilli: entry.quantityMilli,
      occurredAt,
      recordedAt: entry.recordedAt ?? Math.max(occurredAt, options.now()),
    }
    booked.push(movement)
    return movement
  }

  const readPage = async (cursor: string | null): Promise<OnHandPage> => {
    await meetReadFault(faults, 'on-hand', calls)
    const [mark = booked.length, readAt = options.now(), start = 0] = cursor?.split(':').map(Number) ?? []
    const lines = positionsAt(booked.slice(0, mark), options.costs ?? {})
    const next = start + pageSize < lines.length ? `${mark}:${readAt}:${start + pageSize}` : null
    return { rows: lines.slice(start, start + pageSize), next, readAt, mark: String(mark) }
  }

  const apply = (adjustment: Adjustment): PushOutcome => {
    const known = outcomes.get(adjustment.idempotencyKey)
    if (known) return known
    adjustments.push(adjustment)
    const { seq, externalRef } = book({
      ...adjustment,
      quantityMilli: adjustment.deltaMilli,
      kind: 'count-adjustment',
    })
    const onHandAfterMilli = sumOf(booked, adjustment)
    const accepted = {
      kind: 'accepted',
      documentId: externalRef,
      onHandAfterMilli,
      message: `Booked as ${seq}.`,
    } as const
    outcomes.set(adjustment.idempotencyKey, accepted)
    return accepted
  }

  const observe = (observation: CountObservation): PushOutcome => {
    const known = outcomes.get(observation.idempotencyKey)
    if (known) return known
    observations.push(observation)
    const documentId = `C${observations.length}`
    const accepted = { kind: 'accepted', documentId, onHandAfterMilli: null, message: 'Noted.' } as const
    outcomes.set(observation.idempotencyKey, accepted)
    return accepted
  }

  const reject = (key: string): PushOutcome => {
    const rejected = { kind: 'rejected', message: 'The books are closed for this item.' } as const
    outcomes.set(key, rejected)
    return rejected
  }

  const adapter: BackendAdapter = {
    capabilities: {
      kind: 'memory',
      movements: true,
      bins: true,
      lots: true,
      countObservations: true,
      writeMode: 'delta',
      ...options.capabilities,
    },
    ...(options.reasons ? { reasons: async () => options.reasons ?? [] } : {}),
    preflight: async () => ({ ok: true, notes: [] }),
    facilities: async (cursor) => pageOf(options.facilities, cursor, pageSize),
    locations: async (_facility, cursor) => pageOf(options.locations, cursor, pageSize),
    products: async (cursor) => pageOf(options.products, cursor, pageSize),
    onHand: (_facility, cursor) => readPage(cursor),
    movements: async ({ mark, beyond, since, cursor }): Promise<Page<BackendMovement>> => {
      await meetReadFault(faults, 'movements', calls)
      const known = booked
        .slice(Number(beyond ?? 0), Number(mark))
        .filter((movement) => movement.occurredAt > since)
      return pageOf(known, cursor, pageSize)
    },
    push: (adjustment) => {
      calls.push({ call: 'push', key: adjustment.idempotencyKey })
      return meetWriteFault(faults, 'push', {
        apply: () => apply(adjustment),
        reject: () => reject(adjustment.idempotencyKey),
      })
    },
    observe: (observation) => {
      calls.push({ call: 'observe', key: observation.idempotencyKey })
      return meetWriteFault(faults, 'observe', {
        apply: () => observe(observation),
        reject: () => reject(observation.idempotencyKey),
      })
    },
    lookUp: async (_facility, key): Promise<LookUpOutcome> => {
      calls.push({ call: 'look-up', key })
      const fault = faults.take('look-up')
      if (fault === 'hang-before' || fault === 'hang-after') await faults.hang()
      if (fault !== null) return { kind: 'unknown', message: 'No answer.' }
      return outcomes.get(key) ?? { kind: 'not-taken' }
    },
  }

  const offerAll = async (offers: readonly Offer[]): Promise<readonly PushOutcome[]> => {
    const answers: PushOutcome[] = []
    for (const offer of offers) {
      const outcome =
        offer.kind === 'adjustment'
          ? await adapter.push(offer.adjustment)
          : await adapter.observe(offer.observation)
      answers.push(outcome)
      if (outcome.kind === 'not-now' || outcome.kind === 'unknown') break
    }
    return answers
  }

  return {
    adapter: options.takesTogether === true ? { ...adapter, offerAll } : adapter,
    faults,
    book,
    onHand: (product, location) => sumOf(booked, { ...plainPlace, product, location }, false),
    adjustments,
    observations,
    calls,
  }
}

function pageOf<T>(rows: readonly T[], cursor: string | null, size: number): Page<T> {
  const start = Number(cursor ?? 0)
  return {
    rows: rows.slice(start, start + size),
    next: start + size < rows.length ? String(start + size) : null,
  }
}

/** What lies of one line, over all states; with `isExact` of its lot, serial and owner only. */
function sumOf(booked: readonly Booked[], line: BackendPosition, isExact = true): number {
  return booked
    .filter((movement) => movement.product === line.product && movement.location === line.location)
    .filter((movement) => !isExact || movement.unit === line.unit)
    .filter(
      (movement) =>
        !isExact ||
        (movement.lot === line.lot && movement.serial === line.serial && movement.owner === line.owner),
    )
    .reduce((sum, movement) => sum + movement.quantityMilli, 0)
}

function positionsAt(
  booked: readonly Booked[],
  costs: Readonly<Record<string, UnitCost>>,
): readonly OnHandLine[] {
  const keyOf = ({ product, location, lot, serial, stockState, owner, unit }: BackendPosition) =>
    JSON.stringify([product, location, lot, serial, stockState, owner, unit])
  const groups = Map.groupBy(booked, keyOf)
  return [...groups]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, group]) => {
      const [first] = group
      const onHandMilli = group.reduce((sum, movement) => sum + movement.quantityMilli, 0)
      if (!first || onHandMilli === 0) return []
      const { product, location, lot, serial, stockState, owner, unit } = first
      const isFree = stockState === 'available'
      return {
        product,
        location,
        lot,
        serial,
        stockState,
        owner,
        unit,
        onHandMilli,
        availableMilli: isFree ? onHandMilli : 0,
        reservedMilli: stockState === 'reserved' ? onHandMilli : 0,
        unitCost: costs[product] ?? null,
        price: null,
      }
    })
}

async function meetReadFault(
  faults: Faults,
  call: 'on-hand' | 'movements',
  calls: { call: BackendCall; key: string }[],
): Promise<void> {
  calls.push({ call, key: '' })
  const fault = faults.take(call)
  if (fault === 'hang-before' || fault === 'hang-after') await faults.hang()
  if (fault !== null) throw new BackendUnavailable('The books are being backed up.')
}

async function meetWriteFault(
  faults: Faults,
  call: 'push' | 'observe',
  effect: { readonly apply: () => PushOutcome; readonly reject: () => PushOutcome },
): Promise<PushOutcome> {
  const fault = faults.take(call)
  switch (fault) {
    case null:
      return effect.apply()
    case 'lost-before':
      return { kind: 'unknown', message: 'No answer.' }
    case 'lost-after':
      effect.apply()
      return { kind: 'unknown', message: 'No answer.' }
    case 'throw-before':
      throw new Error('The connection broke.')
    case 'throw-after':
      effect.apply()
      throw new Error('The connection broke.')
    case 'hang-before':
      return faults.hang()
    case 'hang-after':
      effect.apply()
      return faults.hang()
    case 'asked':
      effect.apply()
      return { kind: 'asked', message: 'It will answer.', answerBy: Number.MAX_SAFE_INTEGER }
    case 'not-now':
    case 'unavailable':
      return { kind: 'not-now', message: 'Too many requests.', retryAfterMs: 0 }
    case 'rejected':
      return effect.reject()
  }
}
