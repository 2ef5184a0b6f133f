import { plainStock, type ScanEvent, type SessionId } from '@cyclecount/domain'
import { type CaptureRequest, type CaptureStamp, type LineRef, type SessionPlace } from '@cyclecount/sync'
import type { Deed } from '../history/history.ts'
import { CODES, keyOf, type Company } from './company.ts'
import type { SimulatedDevice } from './device.ts'
import { pictureOf } from './pictures.ts'
import { poison } from './spoilt.ts'
import { pull, takeOver, type Hand, type Scene } from './taking-over.ts'

/** Where a session stands on one device, by what was captured on it. */
export type Stage = 'unknown' | 'counting' | 'paused' | 'submitted'

/** Does what a person does, where the app would let them; anything else is passed over. */
export async function perform(scene: Scene, device: SimulatedDevice, deed: Deed): Promise<void> {
  const hand: Hand = { device, person: device.person }
  const sessionId = device.current.get(hand.person) ?? null
  switch (deed.do) {
    case 'start':
      return start(scene, hand, deed.area)
    case 'continue-here':
      return continueHere(scene, hand, deed.pick)
    case 'go-back':
      return goBack(hand, deed.pick)
    case 'switch-person':
      device.handTo(deed.person)
      return
    case 'pull':
      if (sessionId !== null) await pull(scene, hand, sessionId)
      return
    case 'resume':
      if (sessionId !== null && (await stageOf(device, sessionId)) === 'paused')
        await keep(hand, sessionId, { kind: 'resume' })
      return
    case 'scan-behind-submit':
      if (sessionId !== null && (await stageOf(device, sessionId)) === 'submitted')
        await keep(hand, sessionId, scanRequest(scene.company, deed.code, deed.bin))
      return
    case 'pause':
    case 'submit':
    case 'scan':
    case 'hand':
    case 'set':
    case 'void':
    case 'match':
    case 'empty':
    case 'note':
    case 'photo':
    case 'poison':
    case 'spoil':
      if (sessionId !== null && (await stageOf(device, sessionId)) === 'counting')
        await count(scene, hand, sessionId, deed)
  }
}

type Counting = Exclude<
  Deed,
  {
    readonly do:
      | 'start'
      | 'continue-here'
      | 'go-back'
      | 'switch-person'
      | 'pull'
      | 'resume'
      | 'scan-behind-submit'
  }
>

async function count({ company }: Scene, hand: Hand, sessionId: SessionId, deed: Counting): Promise<void> {
  switch (deed.do) {
    case 'pause':
    case 'submit':
      await keep(hand, sessionId, { kind: deed.do })
      return
    case 'scan':
      for (let done = 0; done < deed.times; done += 1)
        await keep(hand, sessionId, scanRequest(company, deed.code, deed.bin))
      return
    case 'hand':
    case 'set': {
      const line = lineOf(company, deed.code, deed.bin)
      await keep(hand, sessionId, { kind: deed.do, line, packUnits: 1, quantityMilli: deed.milli })
      return
    }
    case 'void': {
      const target = await picked(hand.device, sessionId, deed.pick)
      if (target) await keep(hand, sessionId, { kind: 'void', target: target.scanId })
      return
    }
    case 'note': {
      const target = await picked(hand.device, sessionId, deed.pick)
      await keep(hand, sessionId, { kind: 'note', text: 'A note', target: target?.scanId ?? null })
      return
    }
    case 'photo':
      await photograph(company, hand, sessionId, deed)
      return
    case 'match': {
      const product = productAt(company, deed.product)
      const { productId, unit } = product
      const codeKey = keyAt(deed.code)
      await keep(hand, sessionId, { kind: 'match', codeKey, productId, packUnits: deed.pack, unit })
      return
    }
    case 'empty':
      await keep(hand, sessionId, { kind: 'confirm-empty', locationId: binAt(company, deed.bin) })
      return
    case 'poison': {
      const { request, stamp } = poison(deed.how)
      await keep(hand, sessionId, request, stamp)
      return
    }
    case 'spoil':
      hand.device.spoilNext(deed.how)
      await keep(hand, sessionId, scanRequest(company, 0, 0))
  }
}

/** The photo is durable before anything names it; where there is no room for it, nothing does. */
async function photograph(
  { facilityId, counters }: Company,
  hand: Hand,
  sessionId: SessionId,
  { pick, picture, spoilt }: Extract<Deed, { do: 'photo' }>,
): Promise<void> {
  const { device, person } = hand
  const counter = counters[person]
  const target = await picked(device, sessionId, pick)
  if (!counter || !target) return
  const { content, ...photo } = pictureOf(picture)
  const place = { sessionId, facilityId, userId: counter.personId, takenAt: device.now() }
  const isKept = await device
    .opened()
    .photos.keep({ ...photo, content, ...place })
    .then(
      () => true,
      () => false,
    )
  if (!isKept) return
  if (spoilt) device.album.spoil({ sessionId, sha256: photo.sha256 })
  await keep(hand, sessionId, { kind: 'note', text: '', target: target.scanId, photo })
}

async function start(scene: Scene, hand: Hand, areaIndex: number): Promise<void> {
  const { device, person } = hand
  const place = placeOf(scene, hand, areaIndex)
  if (!place) return
  const before = device.current.get(person)
  if (before !== undefined && (await stageOf(device, before)) === 'counting')
    await keep(hand, before, { kind: 'pause' })
  const sessionId = device.newId<SessionId>()
  device.sessions.set(sessionId, person)
  const kept = await keep(hand, sessionId, { kind: 'start', ...place })
  if (kept) device.current.set(person, sessionId)
}

/** What the counter was given, as the device knows it: anew where it has a network, else as it was in the morning. */
function placeOf(
  { company, facts }: Scene,
  { device, person }: Hand,
  areaIndex: number,
): SessionPlace | null {
  const area = company.areas[areaIndex % company.areas.length]
  const counter = company.counters[person]
  if (!area || !counter) return null
  if (!device.line.isOnline) return area.places[person] ?? null
  const { areaId } = area
  const given = facts
    .assignments()
    .find((assignment) => assignment.areaId === areaId && assignment.personId === counter.personId)
  const { runId, facilityId } = company
  return given ? { assignmentId: given.assignmentId, runId, facilityId, areaId } : null
}

/** Another session of the counter, which the server holds and this device may not have: taken over first. */
async function continueHere(scene: Scene, hand: Hand, pick: number): Promise<void> {
  const { device, person } = hand
  const counter = scene.company.counters[person]
  const held = counter && scene.facts.sessionsOf(counter.personId)
  const sessionId = held?.[pick % Math.max(1, held.length)]
  if (sessionId === undefined || !(await takeOver(scene, hand, sessionId))) return
  await leave(hand)
  if ((await stageOf(device, sessionId)) === 'submitted') return
  await keep(hand, sessionId, { kind: 'resume' })
  device.current.set(person, sessionId)
}

async function goBack(hand: Hand, pick: number): Promise<void> {
  const { device, person } = hand
  const mine = [...device.sessions].filter(([, whose]) => whose === person)
  const chosen = mine[pick % Math.max(1, mine.length)]
  if (!chosen) return
  const [sessionId] = chosen
  const stage = await stageOf(device, sessionId)
  if (stage === 'submitted' || stage === 'unknown') return
  await leave(hand)
  await keep(hand, sessionId, { kind: 'resume' })
  device.current.set(person, sessionId)
}

async function leave(hand: Hand): Promise<void> {
  const { device, person } = hand
  const before = device.current.get(person)
  if (before !== undefined && (await stageOf(device, before)) === 'counting')
    await keep(hand, before, { kind: 'pause' })
}

/** Keeps what somebody did, in the app of the device in their hand. */
function keep(
  { device, person }: Hand,
  sessionId: SessionId,
  request: CaptureRequest,
  stamp: Partial<CaptureStamp> = {},
): Promise<ScanEvent | null> {
  return device.capture(person, sessionId, request, stamp)
}

/** What this device captured in a session says where it stands; one that only came from the server is paused. */
export async function stageOf(device: SimulatedDevice, sessionId: SessionId): Promise<Stage> {
  const log = await device.memory.log(sessionId)
  let stage: Stage = log.length === 0 ? 'unknown' : 'paused'
  for (const event of log) {
    if (event.deviceId !== device.deviceId) continue
    if (event.kind === 'start' || event.kind === 'resume') stage = 'counting'
    else if (event.kind === 'pause') stage = 'paused'
    else if (event.kind === 'submit') stage = 'submitted'
  }
  return stage
}

async function picked(
  device: SimulatedDevice,
  sessionId: SessionId,
  pick: number,
): Promise<ScanEvent | undefined> {
  const log = await device.memory.log(sessionId)
  return log[pick % Math.max(1, log.length)]
}

function scanRequest(company: Company, code: number, bin: number) {
  const text = CODES[code % CODES.length] ?? CODES[0]
  return {
    kind: 'scan',
    code: text,
    codeKey: keyOf(text),
    lot: code % 2 === 0 ? 'L1' : null,
    serial: null,
    expiry: null,
    statedMilli: null,
    weightMilli: 1250,
    locationId: binAt(company, bin),
  } as const
}

function lineOf(company: Company, code: number, bin: number): LineRef {
  const text = CODES[code % CODES.length] ?? CODES[0]
  const codeKey = keyOf(text)
  const [known] = company.codes[codeKey] ?? []
  return {
    ...plainStock,
    unit: known?.product.unit ?? plainStock.unit,
    productId: known?.product.productId ?? null,
    code: text,
    codeKey,
    locationId: binAt(company, bin),
    expiry: null,
  }
}

function keyAt(code: number): string {
  return keyOf(CODES[code % CODES.length] ?? CODES[0])
}

function productAt(company: Company, index: number) {
  const all = Object.values(company.codes).flat()
  const chosen = all[index % all.length]
  if (!chosen) throw new Error('the company sells nothing')
  return chosen.product
}

/** Every third place is none: the area itself. */
function binAt(company: Company, bin: number) {
  const all = company.areas.flatMap((area) => area.bins)
  return bin % 3 === 2 ? null : (all[bin % all.length] ?? null)
}
