import { SessionLogReply } from '@cyclecount/contract'
import { foldEvents, type CountItem, type ScanEvent, type ScanId, type SessionId } from '@cyclecount/domain'
import { sessionLog, verifyAudit, type Actor, type EngineContext } from '@cyclecount/engine'
import type { LocalStore } from '@cyclecount/sync'
import { createMemoryStore } from '@cyclecount/sync/memory-store'
import type { Company } from '../world/company.ts'
import type { SimulatedDevice } from '../world/device.ts'
import { checkJoined } from './joined.ts'
import type { AsideFact, Facts, PlaceFact, SessionFact } from './facts.ts'
import { beginWithSnapshot, bringHistory } from './snapshot.ts'
import { checkPhotos } from './photos.ts'
import { checkForks, isOfTwin, isTaken } from './twins.ts'
import type { Witness } from './witness.ts'

/** A history that came to rest: everybody is online, everything was sent. */
export interface Rest {
  readonly ctx: EngineContext
  readonly company: Company
  readonly facts: Facts
  readonly devices: readonly SimulatedDevice[]
  readonly witness: Witness
  readonly freshDeviceId: SimulatedDevice['deviceId']
}

/** A session as anybody who continues it gets it, over the wire. */
export type Pulled = Extract<SessionLogReply, { readonly refetch: false }>

export async function checkRest(rest: Rest): Promise<void> {
  const { facts, witness } = rest
  const places = facts.places()
  const aside = facts.aside()
  const sessions = facts.sessions()
  const pulled = new Map<SessionId, Pulled>()
  for (const session of sessions) pulled.set(session.sessionId, await pullWhole(rest, session))
  await checkEveryScan(rest, places, aside, pulled)
  for (const session of sessions) await checkFigures(rest, session, places, pulled.get(session.sessionId))
  for (const device of rest.devices)
    for (const sessionId of device.sessions.keys()) {
      await checkLines(witness, `device ${device.deviceId}`, device.memory, sessionId)
      if (device.refreshed.has(sessionId)) await checkWhole(witness, device, pulled.get(sessionId))
    }
  await checkForks(rest, places)
  checkJoined(rest, { sessions, places, aside, pulled })
  checkOneActive(witness, sessions)
  await checkPhotos(rest)
  const audit = await verifyAudit(rest.ctx, rest.company.facilityId)
  if (audit.kind === 'broken') witness.report('the audit chain is whole', audit.message)
}

/** Every event of every device is on the server once, word for word: in the log, or set aside because it cannot be understood. */
async function checkEveryScan(
  { devices, witness }: Rest,
  places: readonly PlaceFact[],
  aside: readonly AsideFact[],
  pulled: ReadonlyMap<SessionId, Pulled>,
): Promise<void> {
  const logged = new Map<ScanId, ScanEvent>()
  for (const { events } of pulled.values()) for (const event of events) logged.set(event.scanId, event)
  const asideAt = Map.groupBy(
    aside.filter(({ settled }) => settled !== 'understood'),
    placeName,
  )
  const known = new Set<ScanId>()
  for (const device of devices) {
    const own = await ownEvents(device)
    for (const [scanId, text] of device.saved)
      if (!isSame(own.get(scanId), JSON.parse(text)))
        witness.report('saved stays saved', `lost or changed: ${text}`)
    for (const event of own.values()) {
      known.add(event.scanId)
      if (device.isRevoked && !device.isTakenIn) continue
      const there = logged.get(event.scanId)
      const atPlace = asideAt.get(placeName({ ...event, seq: event.deviceSeq })) ?? []
      const apart = atPlace.filter(({ raw }) => !isOfTwin(device, raw))
      if (apart.some(({ settled }) => settled === 'count')) {
        const taken = pulled
          .get(event.sessionId)
          ?.events.some((other) => isSame(contentOf(other), contentOf(event)))
        if (!taken) witness.report('what a manager counted is counted', `${event.kind} ${event.scanId}`)
        continue
      }
      const refused = device.refusable.has(event.scanId)
      const copies = (there ? 1 : 0) + apart.length
      const story = `${event.kind} ${event.deviceSeq} of ${event.deviceId} in ${event.sessionId}`
      if (copies !== 1) witness.report('every scan once', `${story}: ${copies} times on the server`)
      else if (there && !isSame(there, event))
        witness.report(
          'every scan word for word',
          `${story}: ${JSON.stringify(there)}, not ${JSON.stringify(event)}`,
        )
      else if (apart[0] && !refused && !isHomeless(apart[0], pulled) && !isTaken(device, event))
        witness.report(
          'only what cannot be understood is set aside',
          `${story}: ${apart[0].kind} ${apart[0].raw}`,
        )
      else if (apart[0] && !isSame(JSON.parse(apart[0].raw), asStored(device, event)))
        witness.report('every scan word for word', `${story} was set aside as ${apart[0].raw}`)
    }
  }
  // What a manager matched or joined stands under devices of the server's own.
  const real = new Set(devices.map(({ deviceId }) => deviceId))
  const twins = new Set(devices.flatMap((device) => [...device.twins.keys()]))
  for (const place of places)
    if (real.has(place.deviceId) && !known.has(place.scanId) && !twins.has(place.scanId))
      witness.report('nothing from nowhere', `${place.scanId} of ${place.deviceId} is on no device`)
}

/** What was counted, wherever it stands in the log. */
function contentOf(event: ScanEvent): object {
  return { ...event, scanId: null, deviceId: null, deviceSeq: null }
}

/** All of a session whose start could not be understood is set aside with it. */
function isHomeless(fact: AsideFact, pulled: ReadonlyMap<SessionId, Pulled>): boolean {
  return !pulled.has(fact.sessionId)
}

function asStored(device: SimulatedDevice, event: ScanEvent): unknown {
  return device.refusable.has(event.scanId) ? device.refusable.get(event.scanId) : event
}

/** What the device captured: as it holds it, or as it was when it was told to forget it. */
async function ownEvents(device: SimulatedDevice): Promise<ReadonlyMap<ScanId, ScanEvent>> {
  const logs = [...device.forgotten.values()]
  for (const sessionId of device.sessions.keys()) logs.push(await device.memory.log(sessionId))
  // What a copy of its profile sent is pulled as its own.
  const own = logs
    .flat()
    .filter(({ deviceId, scanId }) => deviceId === device.deviceId && !device.twins.has(scanId))
  return new Map(own.map((event) => [event.scanId, event]))
}

function placeName({ sessionId, deviceId, seq }: Pick<PlaceFact, 'sessionId' | 'deviceId' | 'seq'>): string {
  return `${sessionId} ${deviceId} ${seq}`
}

/** What the server counted is the fold of its log without what is late and not accepted; a fresh device has the fold of all. */
async function checkFigures(
  rest: Rest,
  { sessionId, areaEmpty }: SessionFact,
  places: readonly PlaceFact[],
  pulled: Pulled | undefined,
): Promise<void> {
  const { facts, witness, freshDeviceId } = rest
  if (!pulled) return
  const notCounted = new Set(
    places.filter(({ late }) => late === 'waiting' || late === 'dismissed').map(({ scanId }) => scanId),
  )
  const counted = foldEvents(pulled.events.filter(({ scanId }) => !notCounted.has(scanId)))
  const expected = [...counted.items.values()].map(asItem).toSorted(byKey)
  const rows = facts.items(sessionId)
  const standing = rows.filter(({ status }) => status !== 'voided')
  expectEqual(witness, 'the server counts the fold of its log', sessionId, standing, expected)
  const left = rows.filter(
    ({ status, quantityMilli, events }) => status === 'voided' && (quantityMilli !== 0 || events !== 0),
  )
  expectEqual(witness, 'what was taken back counts nothing', sessionId, left, [])
  const bins = [...counted.locations].toSorted(([a], [b]) => (a < b ? -1 : 1))
  expectEqual(witness, 'the server’s locations are the fold’s', sessionId, facts.locations(sessionId), bins)
  expectEqual(witness, 'the server’s empty area is the fold’s', sessionId, areaEmpty, counted.areaEmpty)
  const fresh = createMemoryStore({ deviceId: freshDeviceId })
  const { refetch: _refetch, ...log } = pulled
  await fresh.adopt({ ...log, after: 0 })
  await checkLines(witness, 'a fresh device', fresh, sessionId)
  await checkSnapshot(rest, pulled)
}

/** Who begins with a snapshot has the same lines at once, and the same log in the end. */
async function checkSnapshot({ ctx, company, witness, freshDeviceId }: Rest, pulled: Pulled): Promise<void> {
  const { sessionId, userId, events } = pulled
  const newcomer = { ctx, owner: ownerOf(company, userId), deviceId: freshDeviceId }
  const store = await beginWithSnapshot(newcomer, pulled)
  if (!store) return
  const wanted = [...foldEvents(events).items.values()].toSorted(byKey)
  const check = 'a snapshot is the fold of the log'
  expectEqual(witness, check, sessionId, (await store.items(sessionId)).toSorted(byKey), wanted)
  await bringHistory(store, pulled)
  expectEqual(witness, check, sessionId, (await store.items(sessionId)).toSorted(byKey), wanted)
  const ids = (log: readonly ScanEvent[]) => log.map(({ scanId }) => scanId).toSorted()
  expectEqual(
    witness,
    'the history behind a snapshot comes whole',
    sessionId,
    ids(await store.log(sessionId)),
    ids(events),
  )
}

async function checkLines(
  witness: Witness,
  who: string,
  store: LocalStore,
  sessionId: SessionId,
): Promise<void> {
  const lines = (await store.items(sessionId)).toSorted(byKey)
  const { items } = foldEvents(await store.log(sessionId))
  expectEqual(
    witness,
    'a device counts the fold of its log',
    `${sessionId} on ${who}`,
    lines,
    [...items.values()].toSorted(byKey),
  )
}

/** Who has just pulled a session has all of it, and of others nothing that the server does not have. */
async function checkWhole(
  witness: Witness,
  device: SimulatedDevice,
  pulled: Pulled | undefined,
): Promise<void> {
  if (!pulled) return
  const { sessionId } = pulled
  const here = await device.memory.log(sessionId)
  const hereIds = new Set(here.map(({ scanId }) => scanId))
  const thereIds = new Set(pulled.events.map(({ scanId }) => scanId))
  const missing = pulled.events.filter(({ scanId }) => !hereIds.has(scanId))
  const extra = here.filter(({ scanId, deviceId }) => deviceId !== device.deviceId && !thereIds.has(scanId))
  const name = ({ kind, deviceSeq }: ScanEvent) => `${kind} ${deviceSeq}`
  expectEqual(witness, 'who pulled has the whole session', sessionId, missing.map(name), [])
  expectEqual(witness, 'who pulled has nothing else', sessionId, extra.map(name), [])
}

function checkOneActive(witness: Witness, sessions: readonly SessionFact[]): void {
  const active = sessions.filter(({ state }) => state === 'counting').map(({ userId }) => userId)
  if (new Set(active).size < active.length) witness.report('one active session', active.join(', '))
}

async function pullWhole({ ctx, company }: Rest, { sessionId, userId }: SessionFact): Promise<Pulled> {
  const answer = await sessionLog(ctx, ownerOf(company, userId), sessionId, { after: '0' })
  const wire: unknown = JSON.parse(JSON.stringify(answer))
  const reply = SessionLogReply.parse(wire)
  if (reply.refetch || reply.more) throw new Error('a session is not pulled in one page from its beginning')
  return reply
}

function ownerOf({ counters }: Company, userId: SessionFact['userId']): Actor {
  const owner = counters.find(({ personId }) => personId === userId)
  if (!owner) throw new Error('a session is of nobody')
  return owner
}

function asItem(item: CountItem) {
  const { key, productId, codeKey, code, quantityMilli, events, firstAt, lastAt } = item
  const status = item.conflict ? 'conflict' : productId === null ? 'unknown' : 'counted'
  return { key, status, productId, codeKey, code, quantityMilli, events, firstAt, lastAt }
}

function byKey(one: { readonly key: string }, other: { readonly key: string }): number {
  return one.key < other.key ? -1 : 1
}

function expectEqual(witness: Witness, check: string, what: string, got: unknown, wanted: unknown): void {
  if (!isSame(got, wanted))
    witness.report(check, `${what}: ${JSON.stringify(got)}, not ${JSON.stringify(wanted)}`)
}

/** Equal as JSON, whatever the order of fields. */
function isSame(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false
  const keys = Object.keys(one)
  if (keys.length !== Object.keys(other).length) return false
  return keys.every((key) => isSame(Reflect.get(one, key), Reflect.get(other, key)))
}
