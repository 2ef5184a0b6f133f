/** Why the API does not do what it was asked; a fault of one part of a request goes on from the name of the part. */
export const problems = {
  'route.none': 'The API has no such route.',

  'request.notJson': 'The request is not JSON.',
  'request.notJson.fault': 'is not JSON',
  'request.packed': 'The request is packed in a way that is not understood here.',
  'request.packed.fault': 'is neither gzip nor identity',
  'request.unreadable': 'The request could not be read.',
  'request.unreadable.fault': 'is cut off or spoilt',
  'request.type.fault': 'is not {type}',
  'request.tooLarge': 'The request is larger than the {kib} KiB that are read here.',
  'request.key': 'The request needs an Idempotency-Key, so that it is done once however often it is sent.',
  'request.key.fault': 'is not 1 to 200 visible characters',
  'request.wrong': 'The request cannot be understood.',
  'request.wrong.fault': '{what}',

  'access.notEnrolled': 'Only an enrolled device may do this.',
  'access.signIn': 'Sign in first.',
  'access.expired': 'Your sign-in has expired. Sign in again.',
  'access.invalid': 'This sign-in is not valid here. Sign in again.',
  'access.noAnswer': 'The sign-in service cannot be reached. Try again in a moment.',
  'access.nobody': 'Nobody has given you access here yet. Ask your manager.',
  'access.denied': 'You may not do this.',
  'access.deniedHere': 'You may not do this at this facility.',
  'access.scope': 'This token has not the scope “{scope}”.',
  'facility.none': 'There is no such facility.',

  'server.backend': 'The inventory system cannot be read now: {why}',
  'server.busy': 'The server is busy. Try again in a moment.',
  'server.noRoom':
    'The server has no room to keep anything more. Nothing you sent was lost; it is asked for again when there is room.',
  'server.tooMany': 'This device is sending already. Try again in a moment.',
  'server.tooFast': 'At most {perMinute} requests a minute are taken of one caller. Try again in a moment.',
  'server.fault': 'Something went wrong here. Nothing you sent was lost; try again.',

  'webhook.plain': 'Only https addresses are sent to',
  'webhook.private': 'The address is not a public one',
  'webhook.noAddress': 'the name has no address',
  'webhook.slow': 'The receiver did not answer in time',
  'webhook.noAnswer': 'There was no answer: {why}',

  'anchors.line': 'Line {line} of {file} is not an anchor of an audit log.',

  'books.noFacility': 'The books of this facility are not kept here.',
  'books.noProduct': 'The books of this product are not kept here.',
  'books.query': 'The query cannot be understood.',
  'books.query.asOf': 'is neither UTC milliseconds nor a date and time',
  'books.query.cursor': 'is not one that this server gave out',
  'books.adjust': 'The stock cannot be corrected like this.',
  'books.adjust.nothing': 'is 0, which corrects nothing',
  'books.adjust.location': 'is not a location of this facility',
  'books.adjust.reason': 'is not a reason the inventory ledger knows',
} as const
