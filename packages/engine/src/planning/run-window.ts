import { fail } from '@cyclecount/contract'
import { placeWindow, type WindowFault, type WindowIntent } from '@cyclecount/domain'
import { say } from '../words/say.ts'

/** When a run may be counted: the facility's wall time as it was meant, and the instants it comes to. */
export interface RunWindow extends WindowIntent {
  readonly startAt: number | null
  readonly dueAt: number | null
}

/** The window of an intent in a facility's zone. Fails with `bad-request` where the intent is none. */
export function windowIn(timeZone: string, { startLocal, dueLocal }: WindowIntent): RunWindow {
  const placed = placeWindow({ startLocal, dueLocal }, timeZone)
  if ('fault' in placed) return fail('bad-request', say('plan.wrong'), windowFault(placed.fault))
  return { startLocal, startAt: placed.start?.at ?? null, dueLocal, dueAt: placed.due?.at ?? null }
}

/** What is wrong with an intent in any zone; empty where nothing is. */
export function windowFaults(intent: WindowIntent) {
  const placed = placeWindow(intent, 'UTC')
  return 'fault' in placed ? windowFault(placed.fault) : []
}

function windowFault(fault: WindowFault) {
  if (fault === 'start') return [{ path: 'body.startLocal', message: say('run.due.fault') }]
  return [{ path: 'body.dueLocal', message: say(fault === 'due' ? 'run.due.fault' : 'plan.wrong.due') }]
}
