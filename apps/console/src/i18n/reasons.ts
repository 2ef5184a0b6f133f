/** The company's reasons. */
export const reasons = {
  'console.nav.reasons': 'Reasons',
  'console.reasons.title': 'Reasons',
  'console.reasons.note':
    'Why a variance is what it is. People choose from them in this order. A reason that is no longer wanted is taken off the list; what was decided with it keeps it.',
  'console.reasons.label': 'Name',
  'console.reasons.new': 'New reason',
  'console.reasons.code': 'Code',
  'console.reasons.code.hint': 'Small letters, digits and hyphens. It stays as it is once saved.',
  'console.reasons.at': 'In {backend}',
  'console.reasons.choose': 'Choose one of its reasons',
  'console.reasons.unknown': 'This inventory system does not know the code. Choose one of its reasons.',
  'console.reasons.offered': 'Offered',
  'console.reasons.offered.named': '{reason} is offered',
  'console.reasons.byRule': 'Given by rules',
  'console.reasons.up': 'Move {reason} up',
  'console.reasons.down': 'Move {reason} down',
  'console.reasons.add': 'Add a reason',
  'console.reasons.remove': 'Take out',
  'console.reasons.save': 'Save the reasons',
  'console.reasons.unsaved': 'Not saved yet',
  'console.reasons.saved': 'The reasons are saved',
} as const
