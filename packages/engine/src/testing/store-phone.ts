import { PROTOCOL_VERSION, type PushReply, type ScanEvent } from '@cyclecount/contract'
import {
  plainStock,
  type DeviceId,
  type LocationId,
  type PersonId,
  type ProductId,
  type ScanId,
  type SeenByDevice,
  type SessionId,
} from '@cyclecount/domain'
import type { EngineContext } from '../context.ts'
import { ingestPush } from '../ingest/push.ts'
import type { DeviceActor } from '../people/devices.ts'

interface Setting {
  readonly ctx: EngineContext
  readonly clock: { now: number }
  readonly device: DeviceActor
  readonly personId: PersonId
  readonly start: Pick<
    Extract<ScanEvent, { kind: 'start' }>,
    'assignmentId' | 'runId' | 'facilityId' | 'areaId'
  >
  readonly product: (name: string) => ProductId
  readonly bin: (name: string) => LocationId
  readonly keyOf: (code: string) => string
}

interface Place {
  readonly bin?: string
  readonly lot?: string
  readonly unit?: string
}

/** Somebody counting in words: it captures at the clock's time and sends what was not sent. */
export class StorePhone {
  readonly sessionId: SessionId
  readonly deviceId: DeviceId
  readonly #setting: Setting
  readonly #events: ScanEvent[] = []
  #sent = 0

  constructor(setting: Setting) {
    this.#setting = setting
    this.deviceId = setting.device.deviceId
    this.sessionId = setting.ctx.newId()
    this.#add({ kind: 'start', ...setting.start })
  }

  /** Scans one piece (or a pack) of a known product, as often as said. */
  scan(
    product: string,
    place: Place & { readonly packUnits?: number; readonly times?: number } = {},
  ): ScanId {
    const packUnits = place.packUnits ?? 1
    const quantityMilli = packUnits * 1000
    const scan = () => this.#add({ kind: 'scan', ...this.#counted(product, place), packUnits, quantityMilli })
    for (let more = (place.times ?? 1) - 1; more > 0; more -= 1) scan()
    return scan()
  }

  /** “There are exactly this many.” */
  set(product: string, count: number, place: Place = {}): ScanId {
    const replaces = { [this.deviceId]: this.#events.length }
    return this.#add({ kind: 'set', ...this.#counted(product, place), quantityMilli: count * 1000, replaces })
  }

  scanUnknown(code: string, place: Place = {}): ScanId {
    const codeKey = this.#setting.keyOf(code)
    const body = { ...this.#body(place), code, codeKey, productId: null }
    return this.#add({ kind: 'scan', ...body, quantityMilli: 1000 })
  }

  undo(target: ScanId): ScanId {
    return this.#add({ kind: 'void', target })
  }

  foundEmpty(bin: string): ScanId {
    return this.#add({ kind: 'confirm-empty', locationId: this.#setting.bin(bin) })
  }

  pause(): ScanId {
    return this.#add({ kind: 'pause' })
  }

  resume(): ScanId {
    return this.#add({ kind: 'resume' })
  }

  /** Submits and sends everything; `elsewhere`: what another device of the count captured. */
  async submit(elsewhere: SeenByDevice = {}): Promise<PushReply> {
    this.#add({ kind: 'submit', lastSeqs: { ...elsewhere, [this.deviceId]: this.#events.length + 1 } })
    return this.send()
  }

  async send(): Promise<PushReply> {
    const { ctx, device } = this.#setting
    const reply = await ingestPush(ctx, device, {
      protocol: PROTOCOL_VERSION,
      batchId: `batch ${this.#sent}`,
      deviceId: this.deviceId,
      appVersion: '1.0.0',
      sessions: [
        { sessionId: this.sessionId, fromSeq: this.#sent + 1, events: this.#events.slice(this.#sent) },
      ],
    })
    const [answer] = reply.sessions
    if (answer?.setAside.length !== 0) throw new Error(`set aside: ${JSON.stringify(answer)}`)
    this.#sent = this.#events.length
    return reply
  }

  #counted(product: string, place: Place) {
    const productId = this.#setting.product(product)
    return { ...this.#body(place), code: product, codeKey: product, productId }
  }

  #body({ bin, lot, unit = plainStock.unit }: Place) {
    return {
      ...plainStock,
      unit,
      packUnits: 1,
      locationId: bin === undefined ? null : this.#setting.bin(bin),
      lot: lot ?? null,
      expiry: null,
    }
  }

  #add(body: EventBody): ScanId {
    const scanId = this.#setting.ctx.newId<ScanId>()
    const header = {
      scanId,
      sessionId: this.sessionId,
      deviceId: this.deviceId,
      deviceSeq: this.#events.length + 1,
      userId: this.#setting.personId,
      capturedAt: this.#setting.clock.now,
      clockOffsetMs: 0,
      appVersion: '1.0.0',
    }
    this.#events.push({ ...header, ...body })
    return scanId
  }
}

type Header =
  | 'scanId'
  | 'sessionId'
  | 'deviceId'
  | 'deviceSeq'
  | 'userId'
  | 'capturedAt'
  | 'clockOffsetMs'
  | 'appVersion'
type Without<E> = E extends ScanEvent ? Omit<E, Header> : never
type EventBody = Without<ScanEvent>
