/** Why a line differs. */
export const explanation = {
  'explain.unknownCode': 'The code means no product yet, so nothing was expected; {counted} counted.',
  'explain.read': 'Read {quantity} at {time} in the books',
  'explain.noMovements': 'the inventory system cannot say what moved, so this is as of the read',
  'explain.agree':
    'the inventory system cannot say what moved, but held {before} at {beforeAt} before it was counted at {at} and as much at {afterAt} after',
  'explain.range':
    'the inventory system cannot say what moved and held {before} at {beforeAt} before and {after} at {afterAt} after it was counted at {at}, so {low} to {high} may have been there; what is nearest to the count is taken, and a person decides',
  'explain.owed': '{quantity} is owed by an earlier decision on this line',
  'explain.reopened': ' It was decided with {counted} counted; the count changed after that.',
  'explain.assumed':
    ' The book holds it in several lots, states or places that the count did not tell apart; the inventory system shares an adjustment out among them.',
  'explain.committed':
    ' {committed} of it {one, select, yes {is} other {are}} committed to orders; picked already, that explains {explained} of what is missing.',
  'explain.whole':
    '{parts}, so {expected} {one, select, yes {was} other {were}} expected; {counted}.{reopened}{assumed}{committed}',
  'explain.moved': '{quantity} moved {when}',
  'explain.booked': '{quantity} booked',
  'explain.movedAs': '{movements} {when}',
  'explain.and': ' and ',
  'explain.sale.out': '{quantity} sold',
  'explain.sale.in': '{quantity} taken back from sales',
  'explain.return.out': '{quantity} given back',
  'explain.return.in': '{quantity} returned',
  'explain.receipt.out': '{quantity} taken back from receipts',
  'explain.receipt.in': '{quantity} received',
  'explain.transfer.out': '{quantity} moved away',
  'explain.transfer.in': '{quantity} moved here',
  'explain.after.not-found': 'after its area was counted at {time}',
  'explain.after.confirmed-empty': 'after its bin was found empty at {time}',
  'explain.after.counted': 'after it was counted at {time}',
  'explain.found.not-found': 'nobody found it',
  'explain.found.confirmed-empty': 'the bin was found empty',
  'explain.found.counted': '{counted} counted',
} as const
