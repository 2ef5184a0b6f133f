import type { Recurrence, ScheduleException } from '@cyclecount/contract'
import { placeLocal, type Sentence } from '@cyclecount/domain'
import { say } from '../words/say.ts'
import { minuteBefore, readRecurrence, type NextStart } from './recurrence.ts'

/** What is checked of a schedule. */
export interface Drafted {
  readonly recurrence: Recurrence
  readonly beginsLocal: string
  readonly untilLocal: string | null
  readonly exceptions: readonly ScheduleException[]
}

interface Fault {
  /** `recurrence`, `beginsLocal`, `untilLocal` or `exceptions.3`. */
  readonly field: string
  readonly message: Sentence
}

/** Its starts, or everything that is wrong with it, at once. */
export function checkSchedule(
  draft: Drafted,
): { readonly next: NextStart } | { readonly faults: readonly Fault[] } {
  if (!isLocal(draft.beginsLocal))
    return { faults: [{ field: 'beginsLocal', message: say('schedule.begins') }] }
  const read = readRecurrence(draft.recurrence, draft.beginsLocal)
  const faults = [
    ...('fault' in read ? [{ field: 'recurrence', message: read.fault }] : []),
    ...untilFaults(draft),
    ...('fault' in read ? [] : exceptionFaults(draft, read.next)),
  ]
  return 'fault' in read || faults.length > 0 ? { faults } : { next: read.next }
}

function untilFaults({ untilLocal, beginsLocal }: Drafted): Fault[] {
  if (untilLocal === null) return []
  if (!isLocal(untilLocal)) return [{ field: 'untilLocal', message: say('schedule.begins') }]
  return untilLocal < beginsLocal ? [{ field: 'untilLocal', message: say('schedule.untilBeforeBegin') }] : []
}

function exceptionFaults({ exceptions }: Drafted, next: NextStart): Fault[] {
  const starts = exceptions.map(({ startLocal }) => startLocal)
  return exceptions.flatMap((exception, index) => {
    const message = exceptionFault(exception, next, starts.indexOf(exception.startLocal) !== index)
    return message === null ? [] : [{ field: `exceptions.${index}`, message }]
  })
}

function exceptionFault(exception: ScheduleException, next: NextStart, isTwice: boolean): Sentence | null {
  const times = [exception.startLocal, ...(exception.kind === 'moved' ? [exception.toLocal] : [])]
  if (!times.every(isLocal)) return say('schedule.begins')
  if (isTwice) return say('schedule.exceptionTwice')
  const isStart = next(minuteBefore(exception.startLocal)) === exception.startLocal
  if (exception.kind === 'added') return isStart ? say('schedule.exceptionIsStart') : null
  return isStart ? null : say('schedule.exceptionNoStart')
}

function isLocal(text: string): boolean {
  return placeLocal(text, 'UTC') !== null
}
