/** Why the company's reasons cannot be as they were asked to be. */
export const reasons = {
  'reasons.everywhere':
    'Reasons are the whole company’s: who administers some of its facilities cannot change them.',
  'reasons.changed': 'Somebody changed the reasons meanwhile. Look at them again.',
  'reasons.neverDeleted': '“{label}” is missing. A reason is retired, never deleted.',
  'reasons.codeStays': 'The code “{code}” stays: what was decided refers to it.',
  'reasons.codeTwice': 'Two reasons have the code “{code}”.',
  'reasons.ruleStays': '“{label}” is given by rules and cannot be retired.',
  'reasons.noBackend': 'is not one of the company’s inventory systems',
  'reasons.notBooked':
    '{backend} does not know a reason by this code. Choose what “{label}” is called there.',
} as const
