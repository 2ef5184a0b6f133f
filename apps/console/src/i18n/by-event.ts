/** Facilities whose adjustments another system is asked for by an event. */
export const byEvent = {
  'console.byEvent.title': 'Adjustments by event',
  'console.byEvent.note':
    'At these facilities no adjustment is booked before another system has answered: it is asked by the event adjustment.requested and answers by an event of its own.',
  'console.byEvent.none': 'Every facility’s adjustments are booked at once.',
  'console.byEvent.add': 'Have adjustments asked for by event',
  'console.byEvent.add.open': 'Add a facility',
  'console.byEvent.add.action': 'Begin',
  'console.byEvent.facility': 'Facility',
  'console.byEvent.within': 'Waits for an answer',
  'console.byEvent.within.hint':
    'After that the adjustment counts as failed and stands in the inbox of its managers.',
  'console.byEvent.hours': '{n, plural, one {# hour} other {# hours}}',
  'console.byEvent.looksUp': 'It can be asked what became of a request (adjustment.inquired)',
  'console.byEvent.looksUp.none': 'It cannot be asked what became of a request',
  'console.byEvent.waiting': 'Unanswered',
  'console.byEvent.waits':
    '{n, plural, =0 {Nothing waits} one {# adjustment waits} other {# adjustments wait}}',
  'console.byEvent.longest': 'the longest since',
  'console.byEvent.state': 'State',
  'console.byEvent.on': 'On',
  'console.byEvent.stopped': 'Left off',
  'console.byEvent.bothGood': 'Both secrets are good until',
  'console.byEvent.change': 'Change',
  'console.byEvent.changeNamed': 'Change: {facility}',
  'console.byEvent.change.title': 'Adjustments by event at {facility}',
  'console.byEvent.change.action': 'Keep it so',
  'console.byEvent.again.action': 'Begin again',
  'console.byEvent.rotate': 'New secret',
  'console.byEvent.rotateNamed': 'New secret: {facility}',
  'console.byEvent.stop': 'Leave off',
  'console.byEvent.stopNamed': 'Leave off: {facility}',
  'console.byEvent.stop.title': 'Ask for nothing more by events at {facility}?',
  'console.byEvent.stop.words':
    'New adjustments are booked at once again. What was asked before is still answered, and booked in no other way.',
  'console.byEvent.stop.done': '{facility} is asked by events no more',
  'console.byEvent.secret.title': 'The secret that signs the answers',
  'console.byEvent.secret.words':
    'Give it to the system that answers. Messages that are not signed with it are refused. After a change both are good for a day.',
} as const
