/** Variances that cancel out, offered as one move. */
export const offsets = {
  'console.offsets.title': '{n, plural, one {Possibly moved: one pair} other {Possibly moved: # pairs}}',
  'console.offsets.kind.place': 'the same product in two places',
  'console.offsets.kind.lot': 'two lots or serial numbers in one place',
  'console.offsets.kind.code': 'two products that share a code',
  'console.offsets.kind.variant': 'two sizes or colours of one product',
  'console.offsets.short': 'short:',
  'console.offsets.over': 'over:',
  'console.offsets.accept': 'Accept as one move',
  'console.offsets.accept.named': 'Accept as one move: {product}',
  'console.offsets.accept.title': 'Accept as one move?',
  'console.offsets.accept.words':
    'Both lines are approved. What takes off is booked first; what adds follows when that is accepted.',
  'console.offsets.accepted': '{product}: both lines are approved as one move',
  'console.offsets.reject': 'Not a move',
  'console.offsets.reject.named': 'Not a move: {product}',
  'console.offsets.waits': 'The move of {product} waits for approval by HQ',
  'console.proposals.half.pending': 'Half of a move; the other half waits',
  'console.proposals.half.asked': 'Half of a move; the other half waits for an answer',
  'console.proposals.half.accepted': 'Half of a move; the other half is booked',
  'console.proposals.half.rejected': 'Half of a move; the other half was rejected',
  'console.proposals.half.failed': 'Half of a move; the other half failed',
} as const
