import { createSay } from '@cyclecount/domain'

/** The strings of the sign-in pages, in English. */
const en = {
  'page.title': '{title} · Cyclecount demo',
  'demo.band': 'Demo',
  'demo.text': 'These people are made up, and anybody may be any of them.',
  'signIn.title': 'Who are you?',
  'signIn.company': '{company} has three stores and a warehouse. Choose a person to sign in as.',
  'signIn.headquarters': 'Headquarters',
  'signIn.passwordTitle': 'With a password',
  'signIn.login': 'Login',
  'signIn.password': 'Password',
  'signIn.submit': 'Sign in',
  'signIn.cancel': 'Cancel',
  'signIn.hint': 'For {name} these are {login} and {password}. The others follow the same pattern.',
  'signIn.wrong':
    'That login and password do not belong together. Look at the hint, or choose a person above.',
  'signOut.title': 'Sign out?',
  'signOut.text': 'This ends your sign-in in this browser, for the store app and the console.',
  'signOut.yes': 'Sign out',
  'signOut.no': 'Stay signed in',
  'signOut.done': 'You are signed out',
  'signOut.doneText': 'You can close this page.',
  'problem.title': 'This sign-in did not work',
  'problem.text': 'Go back to the app and try again.',
  'problem.expired':
    'This sign-in was begun too long ago, or in another browser. Go back to the app and try again.',
  'problem.detail': 'What the sign-in says: {detail}',
  'problem.back': 'Back to Cyclecount',
  'role.associate': 'Associate',
  'role.supervisor': 'Shift supervisor',
  'role.manager': 'Manager',
  'role.planner': 'Planner',
  'role.auditor': 'Auditor',
  'role.administrator': 'Administrator',
  'role.at': '{role} at {facility}',
  'role.alsoAt': 'also at {facility}',
} as const

/** Says a message. */
export const t = createSay(en)
