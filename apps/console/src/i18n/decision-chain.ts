/** The decision chain of a run. */
export const decisionChain = {
  'console.tab.chain': 'Decision chain',
  'console.chain.note':
    'From each decision to the book, by the names auditors and other systems know: decision, difference of an item in a batch, batch, what the book was changed by, item.',
  'console.chain.file': 'decision chain {run}',
  'console.chain.none': 'Nothing has been decided yet',
  'console.chain.none.words':
    'What is approved or rejected in the review is listed here with what followed from it.',
  'console.chain.nothing': 'None',
  'console.chain.noBalance': 'No balance known',
  'console.chain.reverses': 'Takes an adjustment back',
} as const
