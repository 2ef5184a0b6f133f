import type { AreaRow, Setting } from '@cyclecount/device-db'
import type { SessionId } from '@cyclecount/domain'
import { beginWithSnapshot, pullSession, type StoreProblem } from '@cyclecount/sync'
import { newId } from '../../adapters/ids.ts'
import { askToPersist } from '../../adapters/storage-room.ts'
import type { Device } from '../../app/device.ts'
import { resumeOn } from './resume.ts'

/** Thrown where this device could not keep the beginning of a count. */
export class NotKept extends Error {
  override readonly name = 'NotKept'
  readonly problem: StoreProblem
  constructor(problem: StoreProblem) {
    super(problem.message)
    this.problem = problem
  }
}

type Person = Setting<'person'>

/** Starts a count; works without a network. */
export async function startCount(device: Device, person: Person, area: AreaRow): Promise<SessionId> {
  const sessionId = newId<SessionId>()
  const { assignmentId, runId, facilityId, areaId } = area
  // Its answer stands in Settings; counting does not wait for it.
  void askToPersist().catch(() => false)
  await keep(device, person, sessionId, { kind: 'start', assignmentId, runId, facilityId, areaId })
  return sessionId
}

/** How long a count that is on this device waits for the server's side of it. */
const REFRESH_MS = 5_000

/**
 * Goes on with a count that is on this device (EXEC-6): the server's side is fetched first where there is a network, and what
 * waits here is reconciled with it; without one, counting goes on with what is here. Whether the refresh came.
 */
export async function continueCount(
  device: Device,
  person: Person,
  sessionId: SessionId,
  paused: boolean,
): Promise<boolean> {
  let isLate = false
  const late = new Promise<false>((resolve) => {
    setTimeout(() => {
      isLate = true
      resolve(false)
    }, REFRESH_MS)
  })
  const pulled = pullSession(resumeOn(device), sessionId, () => !isLate).then(
    () => true,
    () => false,
  )
  const refreshed = await Promise.race([pulled, late])
  if (paused) await keep(device, person, sessionId, { kind: 'resume' })
  return refreshed
}

/**
 * Takes over a count that another device holds (EXEC-7): first what it comes to on the server, so nothing is counted twice or
 * forgotten. Of a long one the log follows while counting goes on.
 */
export async function continueHere(device: Device, person: Person, sessionId: SessionId): Promise<void> {
  const deps = resumeOn(device)
  if (!(await beginWithSnapshot(deps, sessionId))) await pullSession(deps, sessionId)
  await keep(device, person, sessionId, { kind: 'resume' })
}

async function keep(
  device: Device,
  person: Person,
  sessionId: SessionId,
  request: Parameters<Device['store']['capture']>[1],
): Promise<void> {
  const outcome = await device.inOrder(() =>
    device.store.capture(sessionId, request, device.stampFor(person.personId)()),
  )
  if (outcome.kind === 'failed') throw new NotKept(outcome.problem)
  device.sender.captured()
}
