/** What stands in the way of submitting. */
export const checklist = {
  'checklist.areas': 'Not submitted yet: {areas}.',
  'checklist.twice': 'Counted by more than one session: {areas}. Void the one that does not count.',
  'checklist.unknown': '{n, plural, one {# unknown code is} other {# unknown codes are}} not matched.',
  'checklist.late': '{n, plural, one {# late scan waits} other {# late scans wait}} for a decision.',
  'checklist.undecided': '{n, plural, one {# line is} other {# lines are}} not decided.',
  'checklist.undecidedForHq':
    '{n, plural, one {# line is} other {# lines are}} not decided; {waiting, plural, one {# of them waits} other {# of them wait}} for approval by HQ.',
  'checklist.notCompared': 'The count is not compared with the books yet.',
  'checklist.stale': 'The review is older than the scans; read again.',
  'checklist.aside':
    '{n, plural, one {# record was} other {# records were}} set aside because they could not be read or clash with others.',
} as const
