import { UnsentFile } from '@cyclecount/contract'
import {
  assignAreas,
  decideLate,
  matchCode,
  releaseArea,
  reopenSession,
  resolveSetAside,
  revokeDevice,
  takeInUnsent,
  voidSession,
  type EngineContext,
} from '@cyclecount/engine'
import type { Facts } from '../checks/facts.ts'
import type { Management } from '../history/history.ts'
import type { Parts } from '../parts.ts'
import type { Company } from './company.ts'
import type { SimulatedDevice } from './device.ts'

/** Does at a screen what a manager or planner does, where there is something to do it to. */
export async function manage(
  ctx: EngineContext,
  { company, facts, devices, parts }: Office,
  deed: Management,
): Promise<void> {
  const { manager, planner, runId } = company
  const at = <T>(list: readonly T[], pick: number): T | undefined => list[pick % Math.max(1, list.length)]
  switch (deed.do) {
    case 'release':
      return release(ctx, { company, facts }, deed)
    case 'decide-late': {
      const waiting = facts.lateWaiting()
      const sessionId = waiting[0]?.sessionId
      if (sessionId === undefined) return
      const scanIds = waiting.filter((late) => late.sessionId === sessionId).map(({ scanId }) => scanId)
      await decideLate(ctx, manager, runId, { sessionId, scanIds, accept: deed.accept, reason: '' })
      return
    }
    case 'decide-aside': {
      const waiting = at(
        facts.aside().filter(({ settled }) => settled === null),
        deed.pick,
      )
      if (!waiting) return
      const action = deed.count ? 'count' : 'leave-out'
      await resolveSetAside(ctx, manager, runId, { recordIds: [waiting.recordId], action, reason: 'seen' })
      return
    }
    case 'reopen':
    case 'void-session': {
      const sessionId = at(facts.sessions(), deed.pick)?.sessionId
      if (sessionId === undefined) return
      const act = deed.do === 'reopen' ? reopenSession : voidSession
      await act(ctx, manager, { sessionId, reason: 'as asked' })
      return
    }
    case 'join': {
      const sessions = facts.sessions()
      const one = at(sessions, deed.pick)
      const into = sessions.find((other) => other !== one && other.areaId === one?.areaId)?.sessionId
      if (one && into) await parts.join(ctx, manager, { sessionId: one.sessionId, into, reason: 'as asked' })
      return
    }
    case 'match-code': {
      const code = at(facts.unknownCodes(), deed.pick)
      const productId = at(company.products, deed.product)
      if (code && productId)
        await matchCode(ctx, manager, runId, { ...code, productId, packUnits: deed.pack })
      return
    }
    case 'revoke': {
      const device = at(devices, deed.device)
      if (!device) return
      await revokeDevice(ctx, planner, { deviceId: device.deviceId, reason: 'lost' })
      device.isRevoked = true
      return
    }
    case 'take-in-file': {
      const device = at(devices, deed.device)
      if (device) await takeInFile(ctx, company, device)
    }
  }
}

/** What the device would save to a file now, taken in by a manager as if the device had sent it. */
export async function takeInFile(
  ctx: EngineContext,
  { manager, facilityId }: Company,
  device: SimulatedDevice,
): Promise<true> {
  const sessions = await device.unsent()
  const photos = await photosFor(device)
  if (sessions.length + photos.length === 0) return true
  const wire: unknown = JSON.parse(
    JSON.stringify({
      format: 'cyclecount-unsent',
      version: 1,
      deviceId: device.deviceId,
      exportedAt: Math.max(0, device.now()),
      sessions,
      ...(photos.length === 0 ? {} : { photos }),
    }),
  )
  await takeInUnsent(ctx, manager, facilityId, { file: UnsentFile.parse(wire), reason: 'shut out' })
  return true
}

async function photosFor({ album }: SimulatedDevice): Promise<NonNullable<UnsentFile['photos']>> {
  const photos = []
  for (const photo of album.isUnused ? [] : await album.waiting()) {
    const content = await album.memory.content(photo)
    const { facilityId, sha256 } = photo
    if (content) photos.push({ facilityId, sha256, base64: Buffer.from(content).toString('base64') })
  }
  return photos
}

export interface Office {
  readonly company: Company
  readonly facts: Facts
  readonly devices: readonly SimulatedDevice[]
  readonly parts: Pick<Parts, 'join'>
}

/** Takes an area back from whoever has it, and gives it to somebody else where the history says so. */
async function release(
  ctx: EngineContext,
  { company, facts }: Pick<Office, 'company' | 'facts'>,
  { area, to }: Extract<Management, { do: 'release' }>,
): Promise<void> {
  const areaId = company.areas[area % company.areas.length]?.areaId
  const held = facts.assignments().find((assignment) => assignment.areaId === areaId)
  if (!held || areaId === undefined) return
  await releaseArea(ctx, company.planner, { runId: company.runId, assignmentId: held.assignmentId })
  const next = to === null ? undefined : company.counters[to]
  if (next)
    await assignAreas(ctx, company.planner, company.runId, {
      assignments: [{ areaId, personId: next.personId }],
    })
}
