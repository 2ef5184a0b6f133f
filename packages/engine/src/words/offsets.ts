/** Why two lines are no move, and what became of half of one. */
export const offsets = {
  'offset.none': 'These two lines do not cancel out.',
  'offset.held': 'The other half of this move was not booked: {why}',
  'offset.behind': 'The other half of this move has no answer yet.',
  'offset.heldOpen': 'The other half of this move is not booked yet.',
} as const
