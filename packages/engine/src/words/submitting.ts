/** Why HQ cannot answer a count that was submitted. */
export const submitting = {
  'submission.notWaiting': 'This count does not wait for HQ.',
  'submission.another': 'This count was submitted again since you saw it. Look at it again.',
  'submission.ownSubmitted': 'You submitted this count yourself. Somebody else has to accept it.',
  'submission.ownCounted': 'You counted in this run yourself. Somebody else has to accept it.',
  'submission.notReady':
    'Something arrived since this count was submitted, so it can only be returned. {items}',
  'submission.areaNotOpen':
    'Only an area that nobody counted and nobody has can be explained. Take it back first.',
} as const
