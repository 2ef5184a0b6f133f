import type { Recurrence } from '@cyclecount/contract'
import { localOf, type Sentence } from '@cyclecount/domain'
import { Cron } from 'croner'
import { RRuleTemporal } from 'rrule-temporal'
import { say } from '../words/say.ts'
import { ruleFault } from './rrule-text.ts'

/**
 * A rule's starts on the wall clock, one after the other: the first after a local time, or null where there is none any more. The
 * rule knows no zone: it is read as if its clock never changed, and `placeWindow` alone says what a facility's clock makes of a
 * start. So a library's idea of clock changes never matters.
 */
export type NextStart = (afterLocal: string) => string | null

/** More often than this no count is repeated. */
const CLOSEST_MS = 3_600_000
/** So many starts are looked at to see how close they come. */
const LOOKED_AT = 60

/**
 * The starts of a rule from `beginsLocal` on (which may be one), or in a sentence why it cannot be used. Of an RRULE the interval,
 * the count and, where it names none, weekday and time of day begin with `beginsLocal`.
 */
export function readRecurrence(
  recurrence: Recurrence,
  beginsLocal: string,
): { readonly next: NextStart } | { readonly fault: Sentence } {
  const next =
    recurrence.kind === 'cron' ? cronStarts(recurrence.text) : ruleStarts(recurrence.text, beginsLocal)
  if (typeof next !== 'function') return next
  const since: NextStart = (after) => next(after < beginsLocal ? minuteBefore(beginsLocal) : after)
  return howOften(since, beginsLocal) ?? { next: since }
}

function cronStarts(text: string): NextStart | { readonly fault: Sentence } {
  // Five fields and nothing else: the library also takes words like @daily, and seconds.
  if (text.split(' ').length !== 5) return { fault: say('schedule.cronFields') }
  try {
    const cron = new Cron(text, { timezone: 'UTC', mode: '5-part' })
    return (after) => {
      const start = cron.nextRun(asUtc(after))
      return start === null ? null : localOf(start.getTime(), 'UTC')
    }
  } catch {
    return { fault: say('schedule.cronWrong') }
  }
}

function ruleStarts(text: string, beginsLocal: string): NextStart | { readonly fault: Sentence } {
  const fault = ruleFault(text)
  if (fault) return { fault }
  try {
    const dtstart = `${beginsLocal.replaceAll(/[-:]/g, '')}00`
    const rule = new RRuleTemporal({
      rruleString: `DTSTART;TZID=UTC:${dtstart}\nRRULE:${wholeDay(text)}`,
      strict: true,
    })
    return (after) => {
      const start = nextOf(rule, after)
      return start && localOf(start.epochMilliseconds, 'UTC')
    }
  } catch {
    return { fault: say('schedule.ruleWrong') }
  }
}

/** A rule that ends on a day ends with it; the library wants UTC, which here is the wall clock. */
function wholeDay(text: string): string {
  return text.replace(/(UNTIL=\d{8})(T\d{6})?/, (_, day: string, time = 'T235900') => `${day}${time}Z`)
}

/** The library gives up on a rule that names no day of any calendar by an error. */
function nextOf(rule: RRuleTemporal, after: string) {
  try {
    return rule.next(asUtc(after), false)
  } catch {
    return null
  }
}

/** What is wrong with how often it comes: never, or too often. */
function howOften(next: NextStart, beginsLocal: string): { readonly fault: Sentence } | null {
  let before = next(minuteBefore(beginsLocal))
  if (before === null) return { fault: say('schedule.never') }
  for (let seen = 0; seen < LOOKED_AT; seen += 1) {
    const start = next(before)
    if (start === null) return null
    if (asUtc(start).getTime() - asUtc(before).getTime() < CLOSEST_MS)
      return { fault: say('schedule.tooOften') }
    before = start
  }
  return null
}

/** The minute before on a wall whose clock never changes: it sorts right before. */
export function minuteBefore(local: string): string {
  return localOf(asUtc(local).getTime() - 60_000, 'UTC')
}

function asUtc(local: string): Date {
  return new Date(`${local}Z`)
}
