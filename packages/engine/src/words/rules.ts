/** What is said of the rules that decide without a person. */
export const rules = {
  'rules.decided': 'Within the limits of rules version {version}.',
  'rules.changed': 'Somebody made another version of the rules meanwhile. Look at it before you make yours.',
  'rules.everywhere':
    'These rules are of the whole company. Who may edit them at some facilities only may not change them.',
  'rules.dryRunCost':
    'What rules would have done tells what lines are worth. It is shown to who may see cost everywhere.',
  'rules.wrong': 'The rules cannot be kept like this.',
  'rules.wrong.name': 'is the name of another layer already',
  'rules.wrong.facility': 'is not a facility of this company',
  'rules.wrong.counting': 'is of a whole count; this layer names a category or class only',
  'rules.wrong.noCurrency': 'is missing: the layer names amounts',
  'rules.wrong.otherCurrency': 'is not the currency of the facility, which is {currency}',
} as const
