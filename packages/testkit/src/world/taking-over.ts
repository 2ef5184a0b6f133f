import { Problem, ProblemError, syncRoutes, type Route } from '@cyclecount/contract'
import type { SessionId } from '@cyclecount/domain'
import { beginWithSnapshot, fetchHistory, pullSession, type ResumeDeps } from '@cyclecount/sync'
import type { Facts } from '../checks/facts.ts'
import type { Company } from './company.ts'
import type { SimulatedDevice } from './device.ts'
import { parsed } from './json.ts'
import type { SimulatedServer } from './server.ts'

/** Who does something, and where: a counter keeps what they began, also where the device is handed on meanwhile. */
export interface Hand {
  readonly device: SimulatedDevice
  readonly person: number
}

export interface Scene {
  readonly company: Company
  readonly server: SimulatedServer
  readonly facts: Facts
}

/** Takes over what the server holds of a session, as the app does. Whether it came. */
export async function pull(scene: Scene, hand: Hand, sessionId: SessionId): Promise<boolean> {
  const deps = resumeOn(scene, hand)
  const { device, person } = hand
  const forgotten = device.forgotten.get(sessionId)
  if (!deps || !(await cameWell(pullSession(deps, sessionId)))) return false
  device.sessions.set(sessionId, person)
  // What was forgotten meanwhile is not there, whatever came.
  const isHere = device.forgotten.get(sessionId) === forgotten
  if (device.line.isHealed && isHere) device.refreshed.add(sessionId)
  return true
}

/** Begins with what a session comes to where this device holds nothing of it; its log follows. Else it is pulled. */
export async function takeOver(scene: Scene, hand: Hand, sessionId: SessionId): Promise<boolean> {
  const deps = resumeOn(scene, hand)
  if (!deps) return false
  const began = await beginWithSnapshot(deps, sessionId).catch(() => null)
  if (began === null) return false
  if (!began) return pull(scene, hand, sessionId)
  hand.device.sessions.set(sessionId, hand.person)
  void cameWell(fetchHistory(deps, sessionId))
  return true
}

function cameWell(work: Promise<unknown>): Promise<boolean> {
  return work.then(
    () => true,
    (error: unknown) => {
      if (error instanceof NoAnswer || error instanceof ProblemError) return false
      throw error
    },
  )
}

/** No answer, or none of the server. */
class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
}

/** What taking a session over needs, in the app of the device in somebody's hand. */
function resumeOn({ company, server }: Scene, { device, person }: Hand): ResumeDeps | null {
  const counter = company.counters[person]
  if (!counter) return null
  const page = device.opened()
  const ask = async (route: Route, input: Asked): Promise<unknown> => {
    const { sessionId } = input.params
    const deliver = () =>
      route.path === syncRoutes.sessionLog.path
        ? server.log(counter, sessionId, input.query)
        : server.snapshot(counter, sessionId)
    const { status, text } = await device.ask(page, deliver).catch(() => {
      throw new NoAnswer()
    })
    const said = parsed(text)
    const problem = Problem.safeParse(said)
    if (status !== 200 && problem.success) throw new ProblemError(problem.data)
    const reply = route.reply.safeParse(said)
    if (status !== 200 || !reply.success) throw new NoAnswer()
    return reply.data
  }
  return {
    store: page.store,
    // The routes that taking over asks for, and what they are asked with.
    call: (route, input) => ask(route, input as never) as never,
    pause: () => device.time.sleep(1),
  }
}

interface Asked {
  readonly params: { readonly sessionId: SessionId }
  readonly query: Parameters<SimulatedServer['log']>[2]
}
