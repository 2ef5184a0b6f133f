/** Why the engine does not do what it was asked; a fault of one part of a request goes on from the name of the part. */
export const problems = {
  'access.denied': 'You may not do this at this facility.',

  'facility.none': 'There is no such facility.',
  'facility.notLinked': 'The facility is not linked to the inventory system yet.',
  'product.none': 'There is no such product.',
  'product.notLinked': 'The inventory system does not know one of these products yet.',
  'location.notLinked': 'The inventory system does not know one of these bins yet.',
  'backend.busy': 'The inventory system does not answer now: {why}',
  'backend.pagesDiffer': 'its pages are not of one read',
  'backend.none': 'There is no such inventory system.',
  'backend.isPaused': 'Deliveries to this inventory system are paused already.',
  'backend.isActive': 'Deliveries to this inventory system are not paused.',
  'backend.everyFacility':
    'It serves facilities that are not yours. Only somebody who answers for all of them may pause it.',
  'backend.adapterFailed': 'The adapter failed.',

  'query.wrong': 'The query cannot be understood.',
  'query.cursor': 'The cursor is not one of ours.',
  'query.notGivenOut': 'is not one that this server gave out',
  'query.limit': 'is not a whole number from 1 to {most}',

  'device.none': 'There is no such device.',
  'device.servers': 'This is the server’s own device.',
  'device.otherCompany': 'This device belongs to another company.',
  'device.notSeen': 'A device not seen yet',
  'device.notEnrolled': 'This device is not enrolled here. Sign in on it once to enrol it.',
  'device.unproven': 'This device is enrolled already, and only itself can add people to it.',
  'device.revoked':
    'This device was shut out. Ask your manager. Its scans stay on it and can be saved to a file.',

  'run.none': 'There is no such run.',
  'run.notApproved': 'HQ has not approved this run yet. Nothing of it can be counted before.',
  'run.begun': 'Somebody has begun this run. It is changed no more.',
  'run.notProposed': 'One of these runs does not wait for HQ any more. Look again.',
  'run.ownProposed': 'Nobody approves what they proposed themselves.',
  'run.sendBackWhy': 'Say why the runs are sent back.',
  'run.sendBackWhy.fault': 'is empty',
  'run.notSubmitted': 'This count cannot be handed to HQ as it stands.',
  'run.cancelled': 'This run was cancelled.',
  'run.submittedNotCancelled': 'This run was submitted to HQ and cannot be cancelled.',
  'run.closedMeanwhile': 'Somebody closed this run meanwhile.',
  'run.figuresFixed': 'This count was submitted to HQ; its figures no longer change.',
  'run.accepted': 'HQ accepted this count; its figures no longer change.',
  'run.notReady': 'The count cannot be submitted yet. {items}',
  'run.hardNamesItems': 'A hard count counts everything: it names no items.',
  'run.hardNamesItems.fault': 'must be empty for a hard count',
  'run.directedNamesNone': 'A directed count names the items to look for.',
  'run.directedNamesNone.fault': 'is empty',
  'run.itemsUnknown': 'Some items are not known here.',
  'run.itemsUnknown.fault': 'is not a product known here',
  'run.due': 'The due time is not a date and time.',
  'run.due.fault': 'is not a date and time of the calendar',

  'area.notHeld': 'This person does not have this area.',
  'area.wrong': 'Some areas cannot be given like this.',
  'area.wrong.area': 'is not an area of this facility',
  'area.wrong.person': 'may not count at this facility, or not in this run',
  'area.twoPeople': 'One area cannot be given to two people, unless they count it together.',
  'area.taken': '{areas}. Take the area back first, or mark it as counted together.',
  'area.givenTo': '{area} is given to {person}',

  'session.none': 'There is no such count.',
  'session.notOfRun': 'There is no such count in this run.',
  'session.notYours': 'You have no such count.',
  'session.reopenOwn': 'Nobody reopens their own count.',
  'session.reopenNotSubmitted': 'Only a submitted count can be given back.',
  'session.reopenClosed': 'The count cannot be given back: {why}.',
  'session.voidOwn': 'Nobody voids their own count.',
  'session.joinOwn': 'Nobody but its counter joins a count of their own, on the device.',
  'session.joinVoided': 'A voided count cannot be joined, nor joined to.',
  'session.joinOtherArea': 'Only two counts of one area in one round can be joined.',
  'session.joinLate': 'Late scans of this count wait for a decision. Decide them first.',
  'session.voidRefused': 'A count that is {state} cannot be voided.',

  'scans.appNewer':
    'This app is newer than the server. Its scans stay on the device until the server is brought up to date.',
  'scans.appOlder':
    'This app is too old for the server. Reload it to update; its scans stay on the device meanwhile.',
  'scans.busy': 'So many scans are arriving that these have to wait. They stay on the device meanwhile.',
  'scans.otherDevice': 'The scans are of another device than the sender.',

  'late.own': 'These scans are your own; somebody else decides them.',
  'late.voided': 'This count was voided; its late scans can only be dismissed.',
  'late.changed': 'Some of these scans no longer wait for a decision. Look again.',

  'code.none': 'This count holds no such code.',

  'photo.tooLarge': 'The photo is larger than the server takes.',
  'photo.none': 'This is no photo that the server takes.',
  'photo.other': 'What arrived is not the photo that was named; it is sent again.',
  'photo.noCount': 'This device has no count at this facility.',
  'photo.notArrived': 'The photo has not arrived yet.',

  'reason.none': 'There is no such reason.',
  'reason.byRule': '“{label}” is given by rules, not by people.',
  'reason.unused': '“{label}” is no longer in use.',

  'line.none': 'There is no such line.',
  'line.notInRun': 'One of these lines does not exist in this run.',
  'line.at': '{sku} at {bin}',
  'line.more': '{lines} and {n} more',
  'line.changed': '{lines} {n, plural, one {changed since you saw it} other {changed since you saw them}}.',
  'line.changed.fault': '{line} changed since you saw it',
  'line.decided': '{lines} {n, plural, one {is decided already} other {are decided already}}.',
  'line.decided.fault': '{line} is decided already',
  'line.own':
    '{lines} {n, plural, one {was counted by you; somebody else decides it} other {were counted by you; somebody else decides them}}.',
  'line.own.fault': '{line} was counted by you; somebody else decides it',
  'line.unknownCode':
    '{lines} {n, plural, one {is a code that means no product yet; match it first} other {are codes that mean no product yet; match them first}}.',
  'line.unknownCode.fault': '{line} is a code that means no product yet; match it first',
  'line.recountFirst':
    '{lines} {n, plural, one {is beyond the threshold of a recount; ask for one, or approve it without and say why} other {are beyond the threshold of a recount; ask for one, or approve them without and say why}}.',
  'line.recountFirst.fault': '{line} is beyond the threshold of a recount',
  'line.recountUnderWay':
    '{lines} {n, plural, one {is being counted again already} other {are being counted again already}}.',
  'line.recountUnderWay.fault': '{line} is being counted again already',
  'line.recountOwn':
    '{lines} {n, plural, one {was counted by this person; the rules want somebody else to count it again} other {were counted by this person; the rules want somebody else to count them again}}.',
  'line.recountOwn.fault': '{line} was counted by this person',
  'line.waitsForHq':
    '{lines} {n, plural, one {is approved once and worth more than one person approves alone; somebody else at HQ approves it too} other {are approved once and worth more than one person approves alone; somebody else at HQ approves them too}}.',
  'line.waitsForHq.fault': '{line} waits for somebody else at HQ',
  'recount.person': 'This person cannot be asked to count again.',
  'recount.noArea': 'Nothing was submitted here yet that could be counted again.',
  'line.whyNoRecount': 'Say in the note why these lines are approved without a recount.',
  'line.whyRejected': 'Say in the note why these lines are rejected.',
  'line.whyAbove': 'Some of these lines are worth more than one person approves alone. Say in the note why.',
  'line.note.fault': 'is empty',
  'line.elsewhere':
    '{lines} {n, plural, one {is adjusted by another run; wait until that is booked, or reject it if that count is newer} other {are adjusted by another run; wait until that is booked, or reject them if that count is newer}}.',
  'line.elsewhere.fault':
    '{line} is adjusted by another run; wait until that is booked, or reject it if that count is newer',

  'proposal.none': 'There is no such proposal.',
  'proposal.notFailed': 'Only a proposal that failed, or waits for an answer, can be tried again.',
  'proposal.notAccepted': 'Only an adjustment that the inventory system accepted can be reversed.',
  'proposal.reversed': 'This adjustment was reversed already, or its reversal is on its way.',
  'proposal.own': 'You counted this line yourself. Somebody else has to reverse its adjustment.',
  'reversal.asked': 'Somebody asked to reverse this adjustment already; it waits for an answer.',
  'reversal.none': 'Nobody asks to reverse this adjustment, or it was answered already.',
  'reversal.own': 'You asked for this reversal yourself. Somebody else has to approve it.',
  'reversal.forHq':
    'This adjustment is worth more than you approve alone. Somebody at HQ has to approve its reversal.',
  'proposal.askedAgain': 'A person asked for another try.',

  'company.none': 'There is no company here yet. Import a retailer first.',
  'company.several': 'This server holds more than one company.',
  'company.notHeld': 'This person does not hold this role there.',
  'company.noFacility': 'There is no facility with the code {code}.',

  'closing.notHandedIn': 'The count is signed when it was submitted to HQ.',
  'closing.otherFigures': 'The figures are others by now. Look at them again before you sign.',

  'audit.broken.missing': 'Entry {row} is missing.',
  'audit.broken.order': 'Entry {row} does not follow the entry before it.',
  'audit.broken.changed': 'Entry {row} is not as it was written.',
  'audit.broken.anchor': 'Entry {row} is not the one that was noted outside the database.',
  'audit.broken.added': 'Entry {row} is not of this log: it stands outside of what was appended.',
  'audit.broken.end': 'Entry {row} is not the one the chain ends with.',
} as const
