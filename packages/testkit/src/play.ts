import type { DeviceId } from '@cyclecount/domain'
import { fakeId } from '@cyclecount/domain'
import { checkRest } from './checks/final.ts'
import { readFacts, type Facts } from './checks/facts.ts'
import { Witness, type Failure } from './checks/witness.ts'
import type { Action, DevicePlan, History } from './history/history.ts'
import { realParts, type Parts } from './parts.ts'
import { chanceFrom, mixed } from './world/chance.ts'
import { START_AT, companyBackend, foundCompany, type Company } from './world/company.ts'
import { createDisk, type Disk } from './world/database.ts'
import { perform } from './world/deeds.ts'
import { SimulatedDevice } from './world/device.ts'
import { idsFrom } from './world/ids.ts'
import { manage, takeInFile } from './world/management.ts'
import { SimulatedServer, vault } from './world/server.ts'
import { pull } from './world/taking-over.ts'
import { VirtualTime } from './world/virtual-time.ts'

/** Where histories are played, one after the other: a company on a disk. */
export interface Stage {
  readonly disk: Disk
  readonly company: Company
  readonly facts: Facts
}

export async function openStage(): Promise<Stage> {
  const disk = await createDisk()
  const now = () => START_AT
  const company = await foundCompany({
    db: disk.db,
    now,
    newId: idsFrom(now, chanceFrom(1)),
    adapterOf: () => companyBackend(now).adapter,
    log: { info: ignore, warn: ignore, error: ignore },
    vault,
    changed: ignore,
    processName: 'one',
  })
  disk.keep('template')
  return { disk, company, facts: readFacts(disk) }
}

/** After the last deed the network is good; by then everything has to be sent. */
const DRAINED_WITHIN_MS = 30 * 60_000
const FRESH = fakeId<DeviceId>('a fresh device')

/** Plays a history and answers the first rule it broke, or null. The same history and pieces always play the same. */
export async function play(
  stage: Stage,
  history: History,
  parts: Parts = realParts,
): Promise<Failure | null> {
  const { disk, company, facts } = stage
  disk.bringBack('template')
  const time = new VirtualTime(START_AT + 60_000)
  const witness = new Witness(facts)
  const server = new SimulatedServer({
    disk,
    company,
    time,
    parts,
    witness,
    chance: chanceFrom(mixed(history.seed, 1)),
  })
  const devices = history.devices.flatMap((plan, index) => {
    const enrolled = company.devices[plan.slot]
    if (!enrolled) return []
    const chance = chanceFrom(mixed(history.seed, 2, index))
    const photoChance = chanceFrom(mixed(history.seed, 3, index))
    const known = { time, chance, photoChance, company, facts, witness }
    return new SimulatedDevice({ ...known, enrolled, plan, server, parts })
  })
  const scene: Scene = { stage, history, time, witness, server, devices, parts }
  for (const action of history.actions) {
    time.after(action.at, () => {
      act(scene, action).catch((error: unknown) => witness.report('the history plays', told(error)))
    })
  }
  await time.run(time.now + (history.actions.at(-1)?.at ?? 0) + 1)
  await heal(scene)
  if (witness.failure === null && server.ctx)
    await checkRest({ ctx: server.ctx, company, facts, devices, witness, freshDeviceId: FRESH })
  return witness.failure
}

interface Scene {
  readonly stage: Stage
  readonly history: History
  readonly time: VirtualTime
  readonly witness: Witness
  readonly server: SimulatedServer
  readonly devices: readonly SimulatedDevice[]
  readonly parts: Parts
}

async function act({ stage, witness, server, devices, parts }: Scene, action: Action): Promise<void> {
  const { company, facts } = stage
  switch (action.by) {
    case 'person': {
      const device = devices[action.device]
      if (device) await perform({ company, facts, server }, device, action)
      return
    }
    case 'device':
      devices[action.device]?.suffer(action)
      return
    case 'manager':
      witness.figuresMayChange()
      await server.manage((ctx) => manage(ctx, { company, facts, devices, parts }, action))
      witness.figuresMayChange()
      return
    case 'server':
      await server.suffer(action)
  }
}

/** Everything works again; whatever waits is sent, and every device sees what the others did. */
async function heal({ stage, history, time, witness, server, devices }: Scene): Promise<void> {
  const { company, facts } = stage
  await server.heal()
  const living = devices.filter((device) => !device.isRevoked)
  // Who was refused for good, or whose server lost something, finds out when the app is opened anew.
  const anew =
    server.wasRestored ||
    history.seed % 4 === 0 ||
    history.devices.some(mayBlock) ||
    devices.some(({ twins }) => twins.size > 0)
  for (const device of living) device.heal(anew ? 'opening' : history.seed % 4 === 1 ? 'itself' : 'poke')
  // Who was shut out saves a file; what a restored server lost of them, they were told is held.
  for (const device of devices.filter(({ isRevoked }) => isRevoked && !server.wasRestored))
    device.isTakenIn = (await server.manage((ctx) => takeInFile(ctx, company, device))) !== null
  const until = time.now + DRAINED_WITHIN_MS
  while (witness.failure === null && time.now < until) {
    await time.run(time.now + 60_000)
    if ((await waitingOn(living)).length === 0) break
  }
  for (const waiting of await waitingOn(living)) witness.report('everything is sent in the end', waiting)
  for (const device of living) {
    const looksAtAll = anew || devices.length > 1 || (await lacksSome(device))
    for (const [sessionId, person] of device.sessions) {
      // What was pulled while scans were on their way is whole as of then: those of a count that was joined to it came later.
      if (!looksAtAll && !device.refreshed.has(sessionId)) continue
      pull({ company, facts, server }, { device, person }, sessionId).catch((error: unknown) =>
        witness.report('the history plays', told(error)),
      )
    }
  }
  await time.run(time.now + 60_000)
}

async function lacksSome({ memory, sessions }: SimulatedDevice): Promise<boolean> {
  for (const sessionId of sessions.keys()) if ((await memory.lacking(sessionId)) !== null) return true
  return false
}

function mayBlock({ fates }: DevicePlan): boolean {
  return fates.some((fate) => fate.kind === 'portal' && (fate.status === 401 || fate.status === 403))
}

async function waitingOn(devices: readonly SimulatedDevice[]): Promise<string[]> {
  const waits: string[] = []
  for (const device of devices)
    for (const { sessionId, acked, last } of await device.memory.waiting())
      waits.push(`${device.deviceId} ${sessionId}: ${acked} of ${last}`)
  for (const { album, deviceId } of devices)
    for (const { sha256 } of await album.unsent()) waits.push(`${deviceId} photo ${sha256}`)
  return waits
}

function told(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

function ignore(): void {
  // Nobody looks at it.
}
