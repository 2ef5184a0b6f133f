import {
  assignAreas,
  decideLate,
  matchCode,
  releaseArea,
  reopenSession,
  revokeDevice,
  voidSession,
  type EngineContext,
} from '@cyclecount/engine'
import type { Facts } from '../checks/facts.ts'
import type { Management } from '../history/history.ts'
import type { Company } from './company.ts'
import type { SimulatedDevice } from './device.ts'

/** Does at a screen what a manager or planner does, where there is something to do it to. */
export async function manage(
  ctx: EngineContext,
  { company, facts, devices }: Office,
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
    case 'reopen':
    case 'void-session': {
      const sessionId = at(facts.sessions(), deed.pick)?.sessionId
      if (sessionId === undefined) return
      const act = deed.do === 'reopen' ? reopenSession : voidSession
      await act(ctx, manager, { sessionId, reason: 'as asked' })
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
    }
  }
}

export interface Office {
  readonly company: Company
  readonly facts: Facts
  readonly devices: readonly SimulatedDevice[]
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
