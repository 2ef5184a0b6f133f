import type { Sentence } from '@cyclecount/domain'
import { say } from '../words/say.ts'

const DAY = '(MO|TU|WE|TH|FR|SA|SU)'
const list = (one: string) => new RegExp(`^${one}(,${one})*$`)
const LOCAL_DAY = String.raw`\d{4}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])`

/**
 * The parts of an RRULE (RFC 5545, 3.3.10) that are taken, each with what it may say. The library overlooks what it does not know
 * (BYHOUR=99, FOO=1), and a planner would see another rule than was written.
 */
const parts: Readonly<Record<string, RegExp>> = {
  FREQ: /^(HOURLY|DAILY|WEEKLY|MONTHLY|YEARLY)$/,
  INTERVAL: /^[1-9]\d{0,2}$/,
  COUNT: /^[1-9]\d{0,3}$/,
  // On the facility's wall clock, as the whole rule is: no Z.
  UNTIL: new RegExp(String.raw`^${LOCAL_DAY}(T([01]\d|2[0-3])[0-5]\d00)?$`),
  BYDAY: list(`([+-]?([1-9]|[1-4]\\d|5[0-3]))?${DAY}`),
  BYMONTHDAY: list(String.raw`-?([1-9]|[12]\d|3[01])`),
  BYMONTH: list('([1-9]|1[0-2])'),
  BYYEARDAY: list(String.raw`-?([1-9]|[1-9]\d|[12]\d\d|3[0-5]\d|36[0-6])`),
  BYWEEKNO: list(String.raw`-?([1-9]|[1-4]\d|5[0-3])`),
  BYHOUR: list(String.raw`(\d|1\d|2[0-3])`),
  BYMINUTE: list(String.raw`(\d|[1-5]\d)`),
  BYSETPOS: list(String.raw`-?([1-9]|[1-9]\d|[12]\d\d|3[0-5]\d|36[0-6])`),
  WKST: new RegExp(`^${DAY}$`),
}

/** An RRULE's parts by their names; null where one is written wrong. Upper case, as RFC 5545 writes it. */
export function rulePartsOf(text: string): ReadonlyMap<string, string> | null {
  const found = new Map<string, string>()
  for (const part of text.split(';')) {
    const [name = '', value = '', ...more] = part.split('=')
    if (more.length > 0 || found.has(name) || !(parts[name]?.test(value) ?? false)) return null
    found.set(name, value)
  }
  return found.has('FREQ') && !(found.has('UNTIL') && found.has('COUNT')) ? found : null
}

/** In a sentence, what of an RRULE's text cannot be taken; null where all of it can. */
export function ruleFault(text: string): Sentence | null {
  if (/UNTIL=\d{8}T\d{6}Z/.test(text)) return say('schedule.ruleUntil')
  if (rulePartsOf(text)) return null
  const wrong = text.split(';').find((part) => {
    const [name = '', value = ''] = part.split('=')
    return !(parts[name]?.test(value) ?? false)
  })
  return wrong === undefined
    ? say('schedule.ruleWrong')
    : say('schedule.rulePart', { part: wrong.slice(0, 40) })
}
