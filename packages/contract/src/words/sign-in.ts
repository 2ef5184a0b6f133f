import { createSay } from '@cyclecount/domain'

/** What is said where an identity provider does not sign somebody in. Apart from the rest: an app needs it only then. */
export const say = createSay({
  'refused.denied': 'Signing in was cancelled, or the sign-in service did not let you in.',
  'refused.asks': 'The sign-in service wanted to ask you something first. Sign in again.',
  'refused.busy': 'The sign-in service cannot do it now. Try again in a moment.',
  'refused.late': 'It took too long. Sign in again.',
  'refused.setUp':
    'The sign-in service and this server do not fit together ({code}). Tell whoever runs the server.',
  'refused.unknown':
    'The sign-in service said no ({code}). Try again; if it stays so, tell whoever runs the server.',
  'refused.unreadable':
    'The sign-in service said no, and not why. Try again; if it stays so, tell whoever runs the server.',
  'refused.notBegun': 'This sign-in was not begun in this browser, or it has ended already. Sign in again.',
})
