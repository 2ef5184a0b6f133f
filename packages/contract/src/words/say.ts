import { createSay } from '@cyclecount/domain'

/** What the client says of an answer that is not the server's own words. */
export const say = createSay({
  'answer.foreign':
    'The answer was not one of this server’s. Is there a sign-in page of the network in between?',
  'answer.status': 'The server answered {status}.',
})
