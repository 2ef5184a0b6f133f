/** Records that were set aside, and files of scans that a device could not send. */
export const setAside = {
  'console.aside.none': 'Nothing was set aside',
  'console.aside.none.words': 'Records that cannot be read or clash with others wait here for your decision.',
  'console.aside.note':
    '{n, plural, one {# record} other {# records}} arrived safely and {n, plural, one {does} other {do}} not count. Let each count once, or leave it out; it stays on the server either way.',
  'console.aside.shown': 'The oldest {n} are shown; the others follow when these are decided.',
  'console.aside.homeless': 'A count that could not be started here',
  'console.aside.homeless.words':
    'Read it again when what is wrong was mended. If you leave it out, have its area counted again.',
  'console.aside.own': 'You counted this, so somebody else decides it.',
  'console.aside.record': 'Record',
  'console.aside.unreadable': 'Unreadable record',
  'console.aside.named': '{what}, number {n} on {device}',
  'console.aside.unknownDevice': 'an unknown device',
  'console.aside.why': 'Why it does not count',
  'console.aside.inLog': 'The log holds:',
  'console.aside.device': 'Device',
  'console.aside.place': 'number {n}',
  'console.aside.received': 'Arrived',
  'console.aside.not': 'Cannot be counted: {why}',
  'console.aside.chosenNot':
    '{n, plural, one {# chosen record} other {# chosen records}} cannot be counted as {n, plural, one {it is} other {they are}}.',
  'console.aside.count': 'Count {n}',
  'console.aside.count.title': 'Count {n, plural, one {# record} other {# records}}?',
  'console.aside.count.words':
    'Each joins its count once, whatever the device sends later. In a submitted count the lines it touches are compared again.',
  'console.aside.count.done': '{n, plural, one {# record counts} other {# records count}} now',
  'console.aside.leave-out': 'Leave {n} out',
  'console.aside.leave-out.title': 'Leave {n, plural, one {# record} other {# records}} out?',
  'console.aside.leave-out.words':
    'They are kept with your reason and never count, also when they are sent again.',
  'console.aside.leave-out.done': '{n, plural, one {# record} other {# records}} left out',
  'console.aside.again': 'Read again',
  'console.aside.again.hint':
    'What this server understands by now, after an update, a sign-in or a product that arrived, counts in its own place.',
  'console.aside.again.done':
    '{understood, plural, =0 {Nothing more is understood yet} one {# record counts now} other {# records count now}}{left, plural, =0 {} one {; # still cannot be understood} other {; # still cannot be understood}}',

  'console.unsent.title': 'A device that cannot send',
  'console.unsent.words':
    'The device saves its waiting scans to a file (on its sync sheet), also when it was shut out. Taken in here, they count as if it had sent them; what it sends later counts no second time.',
  'console.unsent.choose': 'File of unsent scans',
  'console.unsent.choose.hint': 'Named cyclecount-unsent-… .json',
  'console.unsent.reading': 'Reading the file…',
  'console.unsent.tooLarge': 'The file is larger than {n} MiB. The device can save smaller ones.',
  'console.unsent.notJson': 'The file is torn or no file of unsent scans: it is not JSON.',
  'console.unsent.wrong':
    '{n, plural, one {The file cannot be taken in: # fault} other {The file cannot be taken in: # faults}}',
  'console.unsent.fault': '{path}: {what}',
  'console.unsent.more': 'and {n} more',
  'console.unsent.of': 'From {device}, saved',
  'console.unsent.revoked': 'Shut out',
  'console.unsent.notEnrolled': 'This device is not enrolled here',
  'console.unsent.notEnrolled.words':
    'The server may have been put back from a copy that is older than the device. Take the file in only if you know the device: you vouch for it, and the audit log says so.',
  'console.unsent.empty': 'There is nothing in this file.',
  'console.unsent.caption': 'What the file holds',
  'console.unsent.count': 'Count',
  'console.unsent.nobody': 'Somebody who is not known here',
  'console.unsent.records': 'In the file',
  'console.unsent.here': 'Already here',
  'console.unsent.new': 'New',
  'console.unsent.remarks': 'What will happen',
  'console.unsent.willCount': '{n} will be taken in',
  'console.unsent.willWait': '{n} will wait as late scans: the count is closed',
  'console.unsent.unreadable': '{n} cannot be understood and will be set aside',
  'console.unsent.missing':
    '{n, plural, one {# scan} other {# scans}} before them never arrived; the device may still have them',
  'console.unsent.nothingNew': 'Nothing: all of it is here',
  'console.unsent.another': 'Another file',
  'console.unsent.photos':
    '{n, plural, one {# photo is} other {# photos are}} in the file. {here, plural, =0 {None is here.} one {# is here already.} other {# are here already.}}',
  'console.unsent.take':
    'Take in {n, plural, one {# record} other {# records}}{photos, plural, =0 {} one { and # photo} other { and # photos}}',
  'console.unsent.take.title':
    'Take in {n, plural, one {# record} other {# records}}{photos, plural, =0 {} one { and # photo} other { and # photos}}?',
  'console.unsent.take.words':
    'They are kept as the counts of the people named. Your reason stands in the audit log.',
  'console.unsent.done':
    '{taken, plural, =0 {Nothing was new} one {# record taken in} other {# records taken in}}{photos, plural, =0 {} one {, # photo taken in} other {, # photos taken in}}',
  'console.unsent.done.words':
    '{here, plural, =0 {} one {# was here already. } other {# were here already. }}{setAside, plural, =0 {} one {# was set aside.} other {# were set aside.}}',
  'console.unsent.link': 'Take in a device’s file',
} as const
