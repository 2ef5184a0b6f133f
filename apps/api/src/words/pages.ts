/** The pages of the server itself. */
export const pages = {
  'chooser.title': 'Cyclecount',
  'chooser.description': 'Cyclecount: count a store, see what differs, correct the books.',
  'chooser.where': 'Where to go',
  'chooser.store': 'Count',
  'chooser.storeWords': 'On a phone or handheld scanner, also with no network.',
  'chooser.console': 'Plan and review',
  'chooser.consoleWords': 'On a computer or tablet: runs, variances, stock.',
  'chooser.api': 'API',
  'chooser.notBuilt': 'This app is not built yet: npm start builds it.',

  'docs.title': 'Cyclecount API',
} as const
