import type { Recurrence } from '@cyclecount/contract'
import type { Sentence } from '@cyclecount/domain'
import { say } from '../words/say.ts'
import { rulePartsOf } from './rrule-text.ts'

const DAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const
type Day = (typeof DAYS)[number]
const CRON_DAYS: Readonly<Record<string, Day>> = {
  '0': 'SU',
  '1': 'MO',
  '2': 'TU',
  '3': 'WE',
  '4': 'TH',
  '5': 'FR',
  '6': 'SA',
  '7': 'SU',
  MON: 'MO',
  TUE: 'TU',
  WED: 'WE',
  THU: 'TH',
  FRI: 'FR',
  SAT: 'SA',
  SUN: 'SU',
}

const NTH = [
  'recurrence.first',
  'recurrence.second',
  'recurrence.third',
  'recurrence.fourth',
  'recurrence.fifth',
] as const

/** What a rule comes to, where it is one that people make; `which` 1 is the first such weekday of the month, -1 the last. */
interface Plain {
  readonly every: 'day' | 'week' | 'month'
  readonly interval: number
  readonly days: readonly Day[]
  readonly which: number | null
  readonly monthDay: number | null
  readonly times: readonly string[]
  readonly count: number | null
}

/**
 * A rule in words: “Every Monday at 06:00, facility time”. One that is not of the plain kind is told by its text; the next dates beside
 * it say what it comes to.
 */
export function inWords(recurrence: Recurrence, beginsLocal: string): Sentence {
  const plain =
    recurrence.kind === 'cron' ? plainCron(recurrence.text) : plainRule(recurrence.text, beginsLocal)
  if (plain === null) return say(`recurrence.${recurrence.kind}`, { text: recurrence.text })
  const times = plain.times.join(', ')
  const when = say(`recurrence.${plain.every}`, {
    interval: plain.interval,
    days: plain.days.map((day) => say(`recurrence.${day}`)).join(', '),
    times,
  })
  const told = plain.every === 'month' ? ofMonth(plain, times) : when
  return plain.count === null ? told : say('recurrence.count', { told, count: plain.count })
}

function ofMonth({ which, monthDay, days, interval }: Plain, times: string): Sentence {
  const [day = 'MO'] = days
  if (which !== null)
    return say('recurrence.monthWeekday', {
      which: say(nthOf(which)),
      day: say(`recurrence.${day}`),
      interval,
      times,
    })
  return monthDay === -1
    ? say('recurrence.monthEnd', { interval, times })
    : say('recurrence.monthDay', { day: monthDay ?? 1, interval, times })
}

function nthOf(which: number) {
  return NTH[which - 1] ?? 'recurrence.last'
}

function plainCron(text: string): Plain | null {
  const [minute = '', hour = '', monthDay = '', month = '', weekday = ''] = text.toUpperCase().split(' ')
  const times = timesOf(hour.split(','), minute.split(','))
  if (times === null || month !== '*') return null
  const some = { interval: 1, count: null, times, which: null, monthDay: null }
  if (monthDay === '*' && weekday === '*') return { ...some, every: 'day', days: [] }
  if (monthDay === '*') {
    const named = weekday.split(',').map((name) => CRON_DAYS[name])
    const days = DAYS.filter((day) => named.includes(day))
    if (!named.includes(undefined)) return { ...some, every: 'week', days }
    const [, name = '', nth = ''] = /^([A-Z0-9]+)#([1-5])$/.exec(weekday) ?? []
    const day = CRON_DAYS[name]
    return day ? { ...some, every: 'month', days: [day], which: Number(nth) } : null
  }
  if (weekday !== '*') return null
  if (monthDay === 'L') return { ...some, every: 'month', days: [], monthDay: -1 }
  return /^\d{1,2}$/.test(monthDay) ? { ...some, every: 'month', days: [], monthDay: Number(monthDay) } : null
}

const PLAIN_PARTS = ['FREQ', 'INTERVAL', 'COUNT', 'BYDAY', 'BYMONTHDAY', 'BYHOUR', 'BYMINUTE']
const EVERY: Readonly<Record<string, Plain['every']>> = { DAILY: 'day', WEEKLY: 'week', MONTHLY: 'month' }

function plainRule(text: string, beginsLocal: string): Plain | null {
  const parts = rulePartsOf(text)
  const every = EVERY[parts?.get('FREQ') ?? '']
  if (!parts || !every || [...parts.keys()].some((name) => !PLAIN_PARTS.includes(name))) return null
  const [beginHour = '', beginMinute = ''] = beginsLocal.slice(11).split(':')
  const times = timesOf(
    (parts.get('BYHOUR') ?? beginHour).split(','),
    (parts.get('BYMINUTE') ?? beginMinute).split(','),
  )
  if (times === null) return null
  const named = (parts.get('BYDAY') ?? (every === 'week' ? dayOf(beginsLocal) : '')).split(',')
  const days = DAYS.filter((day) => named.includes(day))
  const monthDays = parts.get('BYMONTHDAY')
  const count = parts.has('COUNT') ? Number(parts.get('COUNT')) : null
  const some = {
    every,
    interval: Number(parts.get('INTERVAL') ?? 1),
    times,
    count,
    days,
    which: null,
    monthDay: null,
  }
  if (every === 'day') return parts.has('BYDAY') || monthDays !== undefined ? null : some
  if (every === 'week') return monthDays !== undefined || days.length !== named.length ? null : some
  if (!parts.has('BYDAY')) {
    const monthDay = Number(monthDays ?? beginsLocal.slice(8, 10))
    return Number.isNaN(monthDay) || monthDay < -1 ? null : { ...some, monthDay }
  }
  const [, nth = '', day = ''] = /^\+?(-1|[1-5])([A-Z]{2})$/.exec(parts.get('BYDAY') ?? '') ?? []
  const found = DAYS.find((one) => one === day)
  return found && monthDays === undefined ? { ...some, days: [found], which: Number(nth) } : null
}

/** `06:00`, `14:00`: null where they are no plain numbers, or too many to say. */
function timesOf(hours: readonly string[], minutes: readonly string[]): readonly string[] | null {
  const isPlain = [...hours, ...minutes].every((text) => /^\d{1,2}$/.test(text))
  if (!isPlain || hours.length * minutes.length > 4) return null
  const two = (text: string) => text.padStart(2, '0')
  return hours.flatMap((hour) => minutes.map((minute) => `${two(hour)}:${two(minute)}`)).toSorted()
}

function dayOf(local: string): Day {
  return DAYS[(new Date(`${local}Z`).getUTCDay() + 6) % 7] ?? 'MO'
}
