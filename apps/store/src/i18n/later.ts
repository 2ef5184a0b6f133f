/** What screens say that come after the first scan, in English (ICU MessageFormat). */
export const later = {
  'store.signIn.title': 'Count a store',
  'store.signIn.words':
    'Sign in once with a network. After that this device counts with or without one, and sends by itself.',
  'store.signIn.again': 'Try again',
  'store.signIn.back': 'Back',
  'store.signIn.failed': 'That did not work',
  'store.signIn.notSignedIn': 'Signing in did not work',
  'store.signIn.finishing': 'Signing you in…',

  'store.who.title': 'Who counts?',
  'store.who.words': 'Choose your name and key your PIN. No network is needed.',
  'store.who.somebodyElse': 'Somebody else',
  'store.who.noPin':
    'You have no PIN on this device, or it was keyed wrongly too often. Sign in with a network.',
  'store.who.enter': 'Start',
  'store.who.wrong':
    '{left, plural, one {Wrong PIN. One more try, then you have to sign in.} other {Wrong PIN. Try again.}}',
  'store.who.wait': 'Too many wrong tries',
  'store.who.waitWords': 'Try again after',
  'store.pin.title': 'Choose a PIN',
  'store.pin.words':
    'Do you share this device? With a PIN you come back to your count without a network, and nobody else sees it. It stays on this device.',
  'store.pin.notNow': 'Not now',
  'store.pin.hint': '4 to 8 digits',
  'store.pin.keys': 'Digits',
  'store.pin.new': 'New PIN',
  'store.pin.again': 'The same PIN again',
  'store.pin.yours': 'Your PIN',
  'store.pin.differs': 'The two were not the same. Start again.',
  'store.pin.next': 'Next',
  'store.pin.save': 'Save the PIN',

  'store.area.gone': 'Not yours any more',
  'store.area.goneWords': 'This area is not given to you now. Scans you made in it are safe.',
  'store.area.bins': 'Bins',
  'store.area.itemsToFind': 'Items to find',
  'store.area.due': 'Due',
  'store.area.blind': 'Blind count: this device knows nothing of what the books expect.',
  'store.area.together': 'Counted together: what several people count here adds up.',
  'store.area.start': 'Start counting',
  'store.area.continue': 'Continue counting',
  'store.area.continueHere': 'Continue here',
  'store.area.elsewhere': 'This count was begun on another device',
  'store.area.elsewhereWords':
    '{n, plural, one {# scan} other {# scans}} from {device} are on the server. They are fetched first; then you go on here, and nothing is counted twice.',
  'store.area.heardFrom': 'Last sign of it: {ago}.',
  'store.area.handedOn': '{names} counts this area now',
  'store.area.handedOnWords':
    '{n, plural, =0 {Nothing of yours is lost.} one {The scan you made here is kept, and your manager decides whether it counts.} other {The # scans you made here are kept, and your manager decides whether they count.}}',
  'store.area.otherDevice': 'another device',
  'store.area.oneAtATime': 'You are counting {area}',
  'store.area.oneAtATimeHere': 'One count at a time: finish or pause that one first.',
  'store.area.oneAtATimeElsewhere':
    'One count at a time: continue that one here, or pause it on the device where you began it.',
  'store.area.goToActive': 'Go to {area}',
  'store.area.notRefreshed': 'No network: going on with what is on this device.',

  'store.twice.title': 'You began this area twice',
  'store.twice.words':
    '{n, plural, one {# scan from {device} is} other {# scans from {device} are}} kept apart, so that nothing is counted twice. Add them if the two counts were of different shelves. Leave them out if you counted the same ones again.',
  'store.twice.join': 'Add them together',
  'store.twice.leaveOut': 'Leave them out',
  'store.twice.sure': 'Leave them out: sure?',
  'store.twice.joined': 'Both counts are one now',
  'store.twice.leftOut': 'Left out. The scans stay on the server.',

  'store.blocked.device-revoked': 'This device was shut out',
  'store.blocked.device-revoked.words':
    'It sends nothing any more. What it has is kept: export the file and hand it to your manager, who can take it in.',
  'store.blocked.update-required': 'This app is too old to send',
  'store.blocked.update-required.words':
    'Counting goes on, and nothing is lost. Load the new version when it is offered.',

  'store.submit.waiting-to-send': 'Submitted on this device, waiting to send',
  'store.submit.waiting-to-send.words':
    'Everything is saved here and goes out by itself when there is a network. You can close the app.',
  'store.submit.submitting': 'Submitting',
  'store.submit.submitting.words':
    'The server has your submit and waits for scans of other devices that counted with you.',
  'store.submit.submitted': 'Submitted',
  'store.submit.submitted.words': 'The server holds every scan of this count. Your manager reviews it.',
  'store.submit.away': 'Still waiting for',
  'store.submit.awayDevice': '{device}: {n, plural, one {# record} other {# records}}',
  'store.people.title': 'People on this device',
  'store.people.setPin': 'Set a PIN',
  'store.people.changePin': 'Change my PIN',
  'store.people.pinSaved': 'The PIN is saved on this device.',
  'store.people.remove': 'Remove',
  'store.people.removeNamed': 'Remove {name} from this device',
  'store.people.removed': '{name} is not known here any more',

  'store.settings.signals': 'Signals',
  'store.settings.sound': 'Sound',
  'store.settings.vibration': 'Vibration',
  'store.settings.looks': 'Screen',
  'store.settings.theme': 'Colours',
  'store.settings.hand': 'Thumb',
  'store.settings.device': 'This device',
  'store.settings.label': 'Name of this device',
  'store.settings.labelHint': 'Others see it, from your next sign-in on.',
  'store.settings.deviceId': 'Device id',
  'store.settings.storage': 'Storage',
  'store.settings.offline': 'Without a network',
  'store.keptApp.coming': 'Getting ready. Keep the network until this says that it starts',
  'store.keptApp.kept': 'The app starts, and every screen opens',
  'store.keptApp.never': 'This browser does not keep the app: do not close it while there is no network',
  'store.settings.keeping': 'What is not sent',
  'store.settings.secondCopy': 'Second copy',
  'store.settings.notPersistedWords':
    'When the disk fills up, the browser may remove this app’s data, and with it scans that were not sent. Send whenever there is a network. Browsers keep the data of an app that is installed.',
  'store.settings.persistRefused': 'The browser did not promise it. Install the app, then ask again.',
  'store.secondCopy.starting': 'Starting',
  'store.secondCopy.kept': 'Kept: scans that are not sent are on this device twice',
  'store.secondCopy.failing': 'Cannot be written now. Scans are saved once, and copied when it works again',
  'store.secondCopy.impossible':
    'Not possible in this browser, or too many tabs are open. Scans are saved once',

  'store.left.title':
    '{n, plural, one {# record is} other {# records are}} left from before this device was enrolled anew',
  'store.left.words':
    'This device was another one to the server then, and does not send them. Export the file and hand it to your manager; what the server has already is not counted twice.',

  'store.trouble.title': 'Nothing can be counted now',
  'store.trouble.again': 'Try again',
  'store.trouble.reload': 'Load again',
  'store.trouble.exported':
    '{n, plural, =0 {Nothing waits that is not on the server.} one {# record is in the file.} other {# records are in the file.}}',

  'store.restored.title': 'This device’s storage was lost',
  'store.restored.words':
    '{n, plural, =0 {Nothing waited in the second copy.} one {# record was put back from the second copy.} other {# records were put back from the second copy.}}',
  'store.restored.missing':
    '{n, plural, one {# record is gone. Count it again, or tell your manager:} other {# records are gone. Count them again, or tell your manager:}}',
  'store.restored.range': '{area}: record {from} to {through}',

  'store.settings.persisted': 'Kept by the browser until you remove it',
  'store.settings.notPersisted': 'The browser may clear it when the disk is full',
  'store.settings.persist': 'Ask the browser to keep it',
  'store.settings.version': 'Version',
  'store.level.off': 'Off',
  'store.level.low': 'Low',
  'store.level.middle': 'Middle',
  'store.level.high': 'High',
  'store.theme.system': 'System',
  'store.theme.light': 'Light',
  'store.theme.dark': 'Dark',
  'store.hand.left': 'Left',
  'store.hand.right': 'Right',

  'store.signOut.title': 'Sign out',
  'store.signOut.button': 'Sign out',
  'store.signOut.blocked':
    '{n, plural, one {# record is} other {# records are}} neither sent nor saved to a file',
  'store.signOut.blockedWords':
    'Send them with a network, or export the file and hand it to your manager. Then it is possible.',
  'store.signOut.words':
    'This device forgets you and your PIN. To hand it to somebody, use “Hand over” on your areas.',

  'store.photo.take': 'Take photo',
  'store.photo.taken': '{n, plural, =0 {Photo} one {# photo} other {# photos}}',
  'store.photo.another': '{n, plural, one {# photo: take another} other {# photos: take another}}',
  'store.photo.saved': 'The photo is saved on this device.',
  'store.photo.noRoom': 'There is too little room on this device for photos. Scans go on.',
  'store.photo.unreadable': 'This cannot be read as a photo. Nothing was saved.',
  'store.photo.waiting': '{n, plural, one {# photo waiting} other {# photos waiting}}',
  'store.photo.behind': 'Photos are sent when no scan waits. Your count is safe without them.',
  'store.photo.refused': 'The server did not take {n}: {why}',
  'store.photo.signOut':
    '{n, plural, one {# photo is} other {# photos are}} neither sent nor saved to a file',

  'store.sync.title': 'Where your scans are',
  'store.sync.nothingWaits': 'Every scan on this device is on the server.',
  'store.sync.waiting':
    '{n, plural, one {# record is} other {# records are}} saved on this device and not on the server yet.',
  'store.sync.waitingIn': '{area}: {n}',
  'store.sync.otherArea': 'Another count',
  'store.sync.notSentSince': 'Waiting since',
  'store.sync.lastSuccess': 'Last sent',
  'store.sync.never': 'Never',
  'store.sync.state': 'State',
  'store.sync.sending': 'Sending now.',
  'store.sync.idle': 'Nothing to do.',
  'store.sync.soon': 'Sends in a moment.',
  'store.sync.setAside': 'Set aside',
  'store.sync.setAsideWords':
    '{n, plural, one {# record is} other {# records are}} safe on the server, and a manager looks at it.',
  'store.sync.forked':
    '{n, plural, one {The server has another record of a count} other {The server has another record of # counts}}',
  'store.sync.forkedWords':
    'All of it was sent again, and it differs still. Nothing is thrown away here: go on counting, keep this device, and tell your manager.',
  'store.sync.device': 'Device',
  'store.sync.export': 'Export file',
  'store.sync.sendNow': 'Send now',

  'store.review.title': 'Review and submit',
  'store.review.back': 'Back to counting',
  'store.review.lines': 'Items',
  'store.review.units': 'Units',
  'store.review.scans': 'Scans',
  'store.review.allReached': 'Everything was reached',
  'store.review.binsNotReached': '{n, plural, one {# bin was} other {# bins were}} not reached',
  'store.review.itemsNotReached': '{n, plural, one {# item was} other {# items were}} not found',
  'store.review.notReachedWords':
    'Not reached is not empty. Count them, confirm them empty, or submit without them.',
  'store.review.unknown': '{n, plural, one {# code is} other {# codes are}} not known yet',
  'store.review.reason': 'Why submit with unknown codes?',
  'store.review.reasonHint': 'Your manager matches them. Or go back and find the items.',
  'store.review.reasonMissing': 'Say why, in a few words.',
  'store.review.pause': 'Pause',
  'store.review.submit': 'Submit',
  'store.review.notKept': 'Not submitted',
  'store.review.waiting': '{n, plural, one {# record waits} other {# records wait}} on this device',
} as const
