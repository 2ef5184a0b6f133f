/** What was set aside and what can be done with it, and files of scans that a device could not send. */
export const setAside = {
  'device.console': 'Console',
  'device.takenIn': 'Taken in by a manager',
  'device.vouchedFor': 'A device that is not enrolled here',

  'setAside.why': 'This record {why}.',
  'setAside.unreadable': 'This record cannot be read: {faults}.',
  'setAside.readable': 'This record can be understood by now. Read it again.',
  'setAside.samePlace': 'Another record holds its place in the log.',
  'setAside.sameId': 'It came again with other content than the log holds.',
  'setAside.inLogAlready': 'The log holds the same already; it counts once.',
  'setAside.not.noCount': 'Its count could not be started here, so there is nothing to count it into.',
  'setAside.not.voided': 'Its count was voided, so it can only be left out.',
  'setAside.not.moves': 'It says that a count began, paused or ended; there is nothing in it to count.',
  'setAside.changed': 'Some of these records no longer wait for a decision. Look again.',
  'setAside.own': 'These records are your own; somebody else decides them.',
  'setAside.notCountable': 'Some of these records cannot be counted.',
  'setAside.counted':
    '{n, plural, one {# record that was set aside} other {# records that were set aside}} counted: {reason}',
  'setAside.leftOut':
    '{n, plural, one {# record that was set aside} other {# records that were set aside}} left out: {reason}',

  'unsent.device': 'The device that wrote this file is another company’s.',
  'unsent.otherFacility': 'This count is of another facility; its manager can take it in.',
  'unsent.noStart': 'The server does not know this count, and its beginning cannot be read from the file.',
  'unsent.nothing': 'Nothing of this file can be taken in here.',
} as const
