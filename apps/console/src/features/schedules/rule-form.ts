import type { Recurrence } from '@cyclecount/contract'

export const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const
export type Weekday = (typeof weekdays)[number]
const CRON: Readonly<Record<Weekday, string>> = {
  MO: 'MON',
  TU: 'TUE',
  WE: 'WED',
  TH: 'THU',
  FR: 'FRI',
  SA: 'SAT',
  SU: 'SUN',
}

export const ruleKinds = ['weekly', 'monthly', 'cron', 'rrule'] as const
export type RuleKind = (typeof ruleKinds)[number]

/** `day` counts from 1, or is the month's last; a number with `weekday` is which of them, of the month. */
export const monthlyBy = ['day', 'weekday', 'end'] as const
export type MonthlyBy = (typeof monthlyBy)[number]

/** How a count is repeated, as it stands in the fields. Text of a kind that is not chosen is kept, so that a change of mind loses nothing. */
export interface RuleForm {
  readonly kind: RuleKind
  /** `06:00`. */
  readonly time: string
  readonly days: readonly Weekday[]
  /** Every so many weeks or months. */
  readonly every: string
  readonly monthlyBy: MonthlyBy
  readonly monthDay: string
  /** 1 to 5, or -1 for the last. */
  readonly which: string
  readonly weekday: Weekday
  readonly cron: string
  readonly rrule: string
}

export const newRule: RuleForm = {
  kind: 'weekly',
  time: '06:00',
  days: ['MO'],
  every: '1',
  monthlyBy: 'day',
  monthDay: '1',
  which: '1',
  weekday: 'MO',
  cron: '0 6 * * MON',
  rrule: 'FREQ=WEEKLY;BYDAY=MO;BYHOUR=6;BYMINUTE=0',
}

/** The rule that the fields say; the server says what is wrong with one that is none. */
export function ruleOf(form: RuleForm): Recurrence {
  switch (form.kind) {
    case 'cron':
      return { kind: 'cron', text: form.cron.trim().replaceAll(/\s+/g, ' ') }
    case 'rrule':
      return {
        kind: 'rrule',
        text: form.rrule
          .trim()
          .replace(/^RRULE:/i, '')
          .toUpperCase(),
      }
    case 'weekly':
      return weeklyRule(form)
    case 'monthly':
      return monthlyRule(form)
  }
}

function weeklyRule({ time, days, every }: RuleForm): Recurrence {
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  const chosen = weekdays.filter((day) => days.includes(day))
  if (every.trim() === '1')
    return { kind: 'cron', text: `${minute} ${hour} * * ${chosen.map((day) => CRON[day]).join(',')}` }
  const parts = [`FREQ=WEEKLY;INTERVAL=${every.trim()}`, `BYDAY=${chosen.join(',')}`, atTime(hour, minute)]
  return { kind: 'rrule', text: parts.join(';') }
}

function monthlyRule(form: RuleForm): Recurrence {
  const [hour = 0, minute = 0] = form.time.split(':').map(Number)
  const every = form.every.trim() === '1' ? [] : [`INTERVAL=${form.every.trim()}`]
  const by = {
    day: `BYMONTHDAY=${form.monthDay.trim()}`,
    end: 'BYMONTHDAY=-1',
    weekday: `BYDAY=${form.which}${form.weekday}`,
  }
  return {
    kind: 'rrule',
    text: ['FREQ=MONTHLY', ...every, by[form.monthlyBy], atTime(hour, minute)].join(';'),
  }
}

function atTime(hour: number, minute: number): string {
  return `BYHOUR=${hour};BYMINUTE=${minute}`
}

/** A rule in the fields that say it: in those of its own kind where nothing plainer can. */
export function formOf(rule: Recurrence): RuleForm {
  const plain = rule.kind === 'cron' ? weeklyCron(rule.text) : plainRule(rule.text)
  return { ...newRule, [rule.kind]: rule.text, ...(plain ?? { kind: rule.kind }) }
}

function weeklyCron(text: string): Partial<RuleForm> | null {
  const [, minute = '', hour = '', named = ''] =
    /^(\d{1,2}) (\d{1,2}) \* \* ([A-Z]{3}(?:,[A-Z]{3})*)$/.exec(text) ?? []
  const days = weekdays.filter((day) => named.split(',').includes(CRON[day]))
  if (days.length === 0 || days.length !== named.split(',').length) return null
  return { kind: 'weekly', time: timeText(hour, minute), days, every: '1' }
}

const PLAIN =
  /^FREQ=(WEEKLY|MONTHLY)(?:;INTERVAL=(\d+))?;(BYDAY|BYMONTHDAY)=([^;]+);BYHOUR=(\d{1,2});BYMINUTE=(\d{1,2})$/

function plainRule(text: string): Partial<RuleForm> | null {
  const [, freq, every = '1', by, named = '', hour = '', minute = ''] = PLAIN.exec(text) ?? []
  if (freq === undefined) return null
  const shared = { every, time: timeText(hour, minute) }
  if (freq === 'WEEKLY') {
    const days = weekdays.filter((day) => named.split(',').includes(day))
    const isPlain = by === 'BYDAY' && every !== '1' && days.length === named.split(',').length
    return isPlain ? { ...shared, kind: 'weekly', days } : null
  }
  if (by === 'BYMONTHDAY') {
    if (named === '-1') return { ...shared, kind: 'monthly', monthlyBy: 'end' }
    return /^\d+$/.test(named) ? { ...shared, kind: 'monthly', monthlyBy: 'day', monthDay: named } : null
  }
  const [, which = '', name] = /^(-1|[1-5])([A-Z]{2})$/.exec(named) ?? []
  const weekday = weekdays.find((day) => day === name)
  return weekday ? { ...shared, kind: 'monthly', monthlyBy: 'weekday', which, weekday } : null
}

function timeText(hour: string, minute: string): string {
  return `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`
}
