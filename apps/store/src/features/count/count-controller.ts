import type { InOrder } from '../../app/in-order.ts'
import { measureMilli, parseCode, type ParsedCode } from '@cyclecount/barcode'
import type { DeviceStore } from '@cyclecount/device-db'
import { plainStock, type CountItem, type LocationId, type ProductId } from '@cyclecount/domain'
import type { CaptureRequest, CaptureStamp, KnownProduct, LineRef } from '@cyclecount/sync'
import type { ScanResult } from '@cyclecount/ui'
import {
  EVENTS_AT_ONCE,
  undoable,
  withCaptured,
  withEvents,
  withProducts,
  type CountModel,
} from './count-model.ts'
import { lastScanOf, refusedScan } from './last-scan.ts'

export interface CountDeps {
  readonly store: DeviceStore
  /** The device's own: what any screen captures comes after everything that was scanned before it. */
  readonly inOrder: InOrder
  readonly stamp: () => CaptureStamp
  /** Sound and vibration, after the scan is durable. */
  readonly signal: (result: ScanResult) => void
  /** Brings the earlier scans of this count to the device, as far as the server can be reached. */
  readonly history: () => Promise<unknown>
  /** After each capture that is durable: send it when there is time. */
  readonly captured: () => void
  readonly wordsOf: (refusal: 'bin-not-here' | 'submitted') => string
}

/**
 * Between the scanner and the store. What comes in is queued at once, in order, and never awaited by who brings it; each is
 * durable before anything is shown (EXEC-2).
 */
export interface CountController {
  readonly model: () => CountModel
  readonly subscribe: (onChange: () => void) => () => void
  /** Every code, raw, straight from the scanner or typed. */
  readonly scan: (raw: string) => void
  readonly capture: (request: CaptureRequest) => Promise<boolean>
  readonly undo: () => void
  readonly goTo: (locationId: LocationId | null) => void
  readonly learn: (...products: readonly KnownProduct[]) => void
  readonly showOlder: () => void
  /** Resolves when everything brought so far is durable (or was refused aloud). */
  readonly settled: () => Promise<void>
}

type Saved = 'saved' | 'refused' | 'later'

export function createCountController(opened: CountModel, deps: CountDeps): CountController {
  const listeners = new Set<() => void>()
  let model = opened
  let refusals = 0

  function show(next: CountModel): void {
    model = next
    for (const listener of listeners) listener()
  }

  function refuse(message: string, code: string | null): void {
    refusals += 1
    show({ ...model, version: model.version + 1, last: refusedScan(`refused ${refusals}`, message, code) })
    deps.signal('rejected')
  }

  async function save(
    request: CaptureRequest,
    code: string | null,
    when: 'now' | 'maybe-later' = 'now',
  ): Promise<Saved> {
    const outcome = await deps.store.capture(model.sessionId, request, deps.stamp())
    if (outcome.kind === 'failed') {
      if (outcome.problem.kind === 'history' && when === 'maybe-later') return 'later'
      refuse(outcome.problem.message, code)
      return 'refused'
    }
    const last = lastScanOf(model, outcome.captured)
    show(withCaptured(model, outcome.captured, last))
    if (last) deps.signal(last.result)
    deps.captured()
    return 'saved'
  }

  /** Where it is about scans that are still on the server, these are fetched first, and no scan waits meanwhile. */
  async function correct(request: CaptureRequest): Promise<boolean> {
    const first = await deps.inOrder(() => save(request, null, 'maybe-later'))
    if (first !== 'later') return first === 'saved'
    await deps.history()
    return (await deps.inOrder(() => save(request, null))) === 'saved'
  }

  async function takeScan(raw: string): Promise<void> {
    const parsed = parseCode(raw)
    if (parsed.kind === 'location') {
      await enterBin(parsed)
      return
    }
    if (model.submitted) {
      refuse(deps.wordsOf('submitted'), raw)
      return
    }
    await save(scanRequest(parsed, model.locationId), raw)
  }

  async function enterBin(label: ParsedCode): Promise<void> {
    const found = model.area?.locations.find(({ code }) => parseCode(`LOC:${code}`).key === label.key)
    if (!found) {
      refuse(deps.wordsOf('bin-not-here'), label.raw)
      return
    }
    deps.signal('counted')
    await moveTo(found.locationId)
  }

  async function moveTo(locationId: LocationId | null): Promise<void> {
    show({ ...model, version: model.version + 1, locationId })
    await deps.store.setLocation(model.sessionId, locationId)
  }

  return {
    model: () => model,
    subscribe(onChange) {
      listeners.add(onChange)
      return () => listeners.delete(onChange)
    },
    scan: (raw) => void deps.inOrder(() => takeScan(raw)),
    capture: correct,
    undo: () =>
      void deps.inOrder(async () => {
        const target = undoable(model)
        if (target) await save({ kind: 'void', target: target.scanId }, null)
      }),
    goTo: (locationId) => void deps.inOrder(() => moveTo(locationId)),
    learn: (...products) => show(withProducts(model, products)),
    showOlder: () =>
      void deps.inOrder(async () => {
        if (!model.hasOlder) return
        const wanted = model.events.length + EVENTS_AT_ONCE
        const events = await deps.store.recentEvents(model.sessionId, wanted)
        show(withEvents(model, events, events.length >= wanted))
      }),
    settled: async () => {
      await deps.inOrder(() => Promise.resolve())
    },
  }
}

/** Longer texts are no product codes; the contract holds no more. */
const LONGEST_CODE = 512

function scanRequest(parsed: ParsedCode, locationId: LocationId | null): CaptureRequest {
  const code = parsed.raw.slice(0, LONGEST_CODE)
  const codeKey = parsed.key.slice(0, LONGEST_CODE)
  const bare = { kind: 'scan', code, codeKey, locationId } as const
  if (parsed.kind !== 'gs1')
    return { ...bare, lot: null, serial: null, expiry: null, statedMilli: null, weightMilli: null }
  const { lot, serial, expiry, bestBefore, countMilli, weight } = parsed
  return {
    ...bare,
    lot: lot ?? null,
    serial: serial ?? null,
    expiry: expiry ?? bestBefore ?? null,
    statedMilli: countMilli ?? null,
    weightMilli: weight?.unit === 'kg' ? measureMilli(weight) : null,
  }
}

/** The line a quantity is said of: an existing one as it is. */
export function lineOfItem(item: CountItem): LineRef {
  const { productId, code, codeKey, locationId, lot, serial, stockState, owner, unit } = item
  return { productId, code, codeKey, locationId, lot, serial, stockState, owner, unit, expiry: null }
}

/** The plain line of a product in a bin. */
export function lineOfProduct(product: KnownProduct, locationId: LocationId | null): LineRef {
  const { productId, unit } = product
  return { ...plainStock, unit, productId, code: null, codeKey: null, locationId, expiry: null }
}

export function productOf(model: CountModel, productId: ProductId | null): KnownProduct | null {
  return productId === null ? null : (model.products.get(productId) ?? null)
}
