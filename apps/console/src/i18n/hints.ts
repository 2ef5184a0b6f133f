/** Facilities whose inventory system tells that stock changed. */
export const hints = {
  'console.hints.title': 'Told that stock changed',
  'console.hints.none':
    'No inventory system tells of changes. Its book is read when a count begins and when it is compared.',
  'console.hints.words':
    'The system tells that stock changed, signed with a secret. Nothing it says is taken for a figure: its book is read again, and runs in review are looked at anew.',
  'console.hints.add': 'Let a system tell',
  'console.hints.add.action': 'Make a secret',
  'console.hints.facility': 'Facility',
  'console.hints.told': 'Told last',
  'console.hints.never': 'Not yet',
  'console.hints.state': 'State',
  'console.hints.on': 'On',
  'console.hints.stopped': 'Left off',
  'console.hints.rotate': 'New secret',
  'console.hints.rotateNamed': 'New secret: {facility}',
  'console.hints.stop': 'Leave off',
  'console.hints.stopNamed': 'Leave off: {facility}',
  'console.hints.stop.title': 'Leave off at {facility}?',
  'console.hints.stop.words': 'What the system tells from now on is refused. Counts go on as before.',
  'console.hints.stop.done': '{facility}: left off.',
  'console.hints.bothGood': 'Both secrets are good until',
  'console.hints.secret.title': 'The secret',
  'console.hints.secret.words': 'The system signs with it. It is shown once.',
} as const
