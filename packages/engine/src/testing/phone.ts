import type { PushReply, ScanEvent } from '@cyclecount/contract'
import {
  NO_CHAIN,
  chainStep,
  chainText,
  plainStock,
  type AssignmentId,
  type Chain,
  type DeviceId,
  type LocationId,
  type PersonId,
  type PhotoRef,
  type ProductId,
  type ScanId,
  type SeenByDevice,
  type SessionId,
} from '@cyclecount/domain'
import { ingestPush } from '../ingest/push.ts'
import { authenticateDevice, enrolDevice, type DeviceActor } from '../people/devices.ts'
import { assignAreas } from '../planning/assign.ts'
import { createRun } from '../planning/create-run.ts'
import { myAreas } from '../store/my-areas.ts'
import type { Company, TestArea } from './company.ts'

/** A hard count of Lisbon with an area each for the people named, in order of the areas. */
export async function planRun(company: Company, names: readonly string[]) {
  const mia = await company.person('mia')
  const areas = await company.areas(company.lisbon)
  const run = await createRun(company.ctx, mia, {
    name: 'Full count',
    facilityId: company.lisbon,
    countType: 'HARD_COUNT',
    blind: true,
    dueLocal: null,
    items: [],
  })
  const assignments = await Promise.all(
    names.map(async (name, index) => ({
      areaId: areaAt(areas, index).areaId,
      personId: (await company.person(name)).personId,
    })),
  )
  if (assignments.length > 0) await assignAreas(company.ctx, mia, run.runId, { assignments })
  return { runId: run.runId, areas }
}

/** The assignment of an area of the run to somebody. */
export async function assignmentOf(company: Company, name: string, runId: string): Promise<AssignmentId> {
  const { areas } = await myAreas(company.ctx, await company.person(name))
  const area = areas.find((held) => held.runId === runId)
  if (!area) throw new Error(`${name} has no area in this run`)
  return area.assignmentId
}

export function areaAt(areas: readonly TestArea[], index: number): TestArea {
  const area = areas[index]
  if (!area) throw new Error(`no area ${index}`)
  return area
}

/** A device on which somebody signed in: makes logs as the app does and sends them. */
export interface Phone {
  readonly device: DeviceActor
  readonly token: string
  readonly userId: PersonId
  /** The part of a session's log that this device makes. */
  readonly log: (sessionId: SessionId) => PhoneLog
  readonly send: (sessionId: SessionId, events: readonly unknown[], fromSeq: number) => Promise<PushReply>
}

export interface PhoneLog {
  readonly sessionId: SessionId
  readonly events: ScanEvent[]
  readonly start: (assignmentId: AssignmentId) => Promise<ScanEvent>
  readonly scan: (what: Counted) => ScanEvent
  readonly set: (what: Counted, replaces: SeenByDevice) => ScanEvent
  readonly undo: (target: ScanId) => ScanEvent
  readonly match: (codeKey: string, productId: ProductId, packUnits?: number, unit?: string) => ScanEvent
  readonly empty: (locationId: LocationId | null) => ScanEvent
  readonly note: (text: string, target: ScanId | null, photo?: PhotoRef) => ScanEvent
  readonly pause: () => ScanEvent
  readonly resume: () => ScanEvent
  readonly submit: (lastSeqs: SeenByDevice) => ScanEvent
  /** Sends the events from `from` on (the first is 1), at most `count` of them. */
  readonly push: (from?: number, count?: number) => Promise<PushReply['sessions'][number]>
}

export interface Counted {
  readonly productId?: ProductId | null
  readonly code?: string | null
  readonly locationId?: LocationId | null
  readonly quantityMilli?: number
  readonly packUnits?: number
}

export async function openPhone(company: Company, name: string): Promise<Phone> {
  const { ctx } = company
  const actor = await company.person(name)
  const enrolled = await enrolDevice(ctx, actor, {
    deviceId: ctx.newId<DeviceId>(),
    label: `${name}’s phone`,
    appVersion: '1',
  })
  const device = await authenticateDevice(ctx, enrolled.deviceToken)
  const send: Phone['send'] = (sessionId, events, fromSeq) =>
    ingestPush(ctx, device, {
      protocol: 1,
      batchId: 'batch',
      deviceId: device.deviceId,
      appVersion: '1',
      sessions: [{ sessionId, fromSeq, events: [...events] }],
    })
  const userId = actor.personId
  return {
    device,
    token: enrolled.deviceToken,
    userId,
    send,
    log: (sessionId) => createLog(company, name, { device, userId, send }, sessionId),
  }
}

function createLog(
  company: Company,
  name: string,
  phone: Pick<Phone, 'device' | 'userId' | 'send'>,
  sessionId: SessionId,
): PhoneLog {
  const events: ScanEvent[] = []
  const header = () => ({
    scanId: company.ctx.newId<ScanId>(),
    sessionId,
    deviceId: phone.device.deviceId,
    deviceSeq: events.length + 1,
    userId: phone.userId,
    capturedAt: company.clock.now,
    clockOffsetMs: 0,
    appVersion: '1',
  })
  const add = <E extends ScanEvent>(event: E): E => {
    events.push(event)
    return event
  }
  return {
    sessionId,
    events,
    start: async (assignmentId) => {
      const { areas } = await myAreas(company.ctx, await company.person(name))
      const area = areas.find((held) => held.assignmentId === assignmentId)
      if (!area) throw new Error('the phone does not know this assignment')
      const { runId, facilityId, areaId } = area
      return add({ ...header(), kind: 'start', assignmentId, runId, facilityId, areaId })
    },
    scan: (what) => add({ ...header(), ...countedBody(what), kind: 'scan' }),
    set: (what, replaces) => add({ ...header(), ...countedBody(what), kind: 'set', replaces }),
    undo: (target) => add({ ...header(), kind: 'void', target }),
    match: (codeKey, productId, packUnits = 1, unit = plainStock.unit) =>
      add({ ...header(), kind: 'match', codeKey, productId, packUnits, unit }),
    empty: (locationId) => add({ ...header(), kind: 'confirm-empty', locationId }),
    note: (text, target, photo) =>
      add({ ...header(), kind: 'note', text, target, ...(photo ? { photo } : {}) }),
    pause: () => add({ ...header(), kind: 'pause' }),
    resume: () => add({ ...header(), kind: 'resume' }),
    submit: (lastSeqs) => add({ ...header(), kind: 'submit', lastSeqs }),
    push: async (from = 1, count = events.length) => {
      const reply = await phone.send(sessionId, events.slice(from - 1, from - 1 + count), from)
      const [told] = reply.sessions
      if (!told) throw new Error('the reply names no session')
      return told
    },
  }
}

/** The chain of a log, as whoever holds all of it works it out. */
export function chainOf(events: readonly unknown[]): Chain {
  return events.map(chainText).reduce(chainStep, NO_CHAIN)
}

function countedBody(what: Counted) {
  const code = what.code ?? null
  return {
    ...plainStock,
    code,
    codeKey: code,
    productId: what.productId ?? null,
    packUnits: what.packUnits ?? 1,
    locationId: what.locationId ?? null,
    quantityMilli: what.quantityMilli ?? 1000,
    expiry: null,
  }
}
