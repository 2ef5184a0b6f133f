/** What is said of webhooks and what their receivers answered. */
export const webhooks = {
  'webhook.none': 'There is no such webhook.',
  'webhook.noCost': 'You may not see cost at all of these facilities, so you cannot have it sent.',
  'webhook.url': 'The address cannot be used.',
  'webhook.url.fault': 'is not an http(s) address',
  'webhook.taken': 'Taken',
  'webhook.gone': 'The receiver wants no more events',
  'webhook.redirect': 'The receiver sends elsewhere, which is not followed',
  'webhook.refused': 'Answered with status {status}',
  'webhook.test': 'A test: nothing has happened.',
} as const
