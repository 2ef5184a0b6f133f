/** What is said to backends that tell of changes, and to who lets them. */
export const hints = {
  'hints.none': 'No inventory system tells of changes at this facility.',
  'hints.unsigned': 'The message is not signed with a secret of this facility, or too old.',
  'hints.wrong': 'The message does not say that stock changed.',
  'hints.notJson': 'is not JSON',
  'hints.fault': '{what}',
  'hints.reused': 'Another message has come under this id before.',
} as const
