/** Of schedules: what is wrong with one, what it says in words, and what became of a start. */
export const schedules = {
  'schedule.cronFields':
    'is not a cron rule: it has five fields, for the minute, the hour, the day of the month, the month and the weekday',
  'schedule.cronWrong': 'is not a cron rule',
  'schedule.ruleWrong': 'is not an RRULE',
  'schedule.rulePart': 'is not an RRULE: “{part}” is not understood',
  'schedule.ruleUntil': 'ends on the clock of each facility: leave out the Z after UNTIL',
  'schedule.never': 'never comes',
  'schedule.tooOften': 'comes more often than every hour',
  'schedule.begins': 'is not a date and time of the calendar',
  'schedule.untilBeforeBegin': 'is before the schedule begins',
  'schedule.exceptionTwice': 'has two exceptions',
  'schedule.exceptionNoStart': 'is not a start of this schedule',
  'schedule.exceptionIsStart': 'is a start of this schedule already',
  'schedule.wrong': 'The schedule cannot be used like this.',
  'schedule.changed': 'Somebody changed this schedule meanwhile.',
  'schedule.planClosed': 'This plan makes no runs any more, so that it cannot be repeated.',
  'schedule.noFacilities': 'The plan names no facility yet.',

  'schedule.missed.over': 'The server was down, or the schedule paused, until its window was over.',
  'schedule.missed.newer': 'When the server was up again a newer one was open, and was made instead.',
  'schedule.missed.same-moment':
    'Its local time is skipped by a clock change, and another one begins at that moment.',
  'schedule.missed.no-items': 'The plan named nothing to count here at that time.',
  'schedule.leftOut': 'Left out: {reason}',
  'schedule.blackout': 'In a blackout: {reason}',

  'blackout.none': 'There is no such blackout.',
  'blackout.order': 'is before the first day',
  'blackout.day': 'is not a day of the calendar',
  'blackout.wrong': 'The blackout cannot be named like this.',
  'blackout.everywhere': 'A blackout of all facilities is named and lifted by who plans for all of them.',

  'zone.unknown': 'There is no such time zone.',
  'zone.changed': 'Somebody changed the time zone meanwhile.',
  'zone.unknown.fault': 'is not a time zone, such as Europe/Zurich',
} as const

/** A rule in words. `times` is one time or several, `days` weekdays, separated by commas. */
export const recurrence = {
  'recurrence.day': '{interval, plural, one {Every day} other {Every # days}} at {times}, facility time',
  'recurrence.week':
    '{interval, plural, one {Every {days}} other {Every # weeks on {days}}} at {times}, facility time',
  'recurrence.month':
    '{interval, plural, one {Every month} other {Every # months}} at {times}, facility time',
  'recurrence.monthDay':
    'On day {day} of {interval, plural, one {every month} other {every # months}} at {times}, facility time',
  'recurrence.monthEnd':
    'On the last day of {interval, plural, one {every month} other {every # months}} at {times}, facility time',
  'recurrence.monthWeekday':
    'On the {which} {day} of {interval, plural, one {every month} other {every # months}} at {times}, facility time',
  'recurrence.count': '{told}, {count, plural, one {once} other {# times}}',
  'recurrence.cron': 'By the cron rule {text}, facility time',
  'recurrence.rrule': 'By the rule {text}, facility time',
  'recurrence.first': 'first',
  'recurrence.second': 'second',
  'recurrence.third': 'third',
  'recurrence.fourth': 'fourth',
  'recurrence.fifth': 'fifth',
  'recurrence.last': 'last',
  'recurrence.MO': 'Monday',
  'recurrence.TU': 'Tuesday',
  'recurrence.WE': 'Wednesday',
  'recurrence.TH': 'Thursday',
  'recurrence.FR': 'Friday',
  'recurrence.SA': 'Saturday',
  'recurrence.SU': 'Sunday',
} as const
