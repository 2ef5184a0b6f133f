import { describe, expect, test } from 'vitest'
import { formOf, newRule, ruleOf } from './rule-form.ts'

describe('a rule in fields', () => {
  test('by default is every Monday at six, as cron says it', () => {
    expect(ruleOf(newRule)).toEqual({ kind: 'cron', text: '0 6 * * MON' })
  })

  test.each([
    [{ days: ['FR', 'MO'] as const, time: '14:30' }, 'cron', '30 14 * * MON,FRI'],
    [{ every: '2' }, 'rrule', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;BYHOUR=6;BYMINUTE=0'],
    [{ kind: 'monthly' as const }, 'rrule', 'FREQ=MONTHLY;BYMONTHDAY=1;BYHOUR=6;BYMINUTE=0'],
    [
      {
        kind: 'monthly' as const,
        monthlyBy: 'weekday' as const,
        which: '-1',
        weekday: 'FR' as const,
        every: '3',
      },
      'rrule',
      'FREQ=MONTHLY;INTERVAL=3;BYDAY=-1FR;BYHOUR=6;BYMINUTE=0',
    ],
    [
      { kind: 'monthly' as const, monthlyBy: 'end' as const },
      'rrule',
      'FREQ=MONTHLY;BYMONTHDAY=-1;BYHOUR=6;BYMINUTE=0',
    ],
    [{ kind: 'cron' as const, cron: ' 0  6 * * 1-5 ' }, 'cron', '0 6 * * 1-5'],
    [{ kind: 'rrule' as const, rrule: 'rrule:freq=daily' }, 'rrule', 'FREQ=DAILY'],
  ])('%j is the rule %s %s, and comes back into the same fields', (given, kind, text) => {
    const rule = ruleOf({ ...newRule, ...given })
    expect(rule).toEqual({ kind, text })
    expect(ruleOf(formOf(rule))).toEqual(rule)
    expect(formOf(rule).kind).toBe({ ...newRule, ...given }.kind)
  })
})
