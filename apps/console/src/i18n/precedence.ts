/** What wins where stock moved during the count. */
export const precedence = {
  'console.precedence.title':
    'Stock moved after {n, plural, one {this line was} other {# of these lines were}} counted',
  'console.precedence.difference-wins': 'Difference wins',
  'console.precedence.difference-wins.words':
    'What moved after the count stays, and the difference found is booked on top of it.',
  'console.precedence.count-wins': 'Count wins',
  'console.precedence.count-wins.words':
    'What moved was in the count already: the book becomes what was counted, and only what moves from now on changes it.',
  'console.precedence.recount': 'Count again instead',
  'console.precedence.recount.words': 'Nobody can say which?',
  'console.precedence.becomes': 'The book becomes',
  'console.line.committed': 'Committed to orders',
} as const
