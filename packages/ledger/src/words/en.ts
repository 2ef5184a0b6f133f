/** What the ledger says of what it booked or did not, in English (ICU MessageFormat). Quantities arrive as text. */
export const en = {
  'booked.line': 'Booked as {document}; on hand is now {onHand}.',
  'booked.lines': 'Booked as {document}; on {lines} lots or places.',
  'booked.over': '{booked} More was taken than lay there.',

  'unknown.facility': 'There is no such facility in this inventory ledger.',
  'unknown.product': 'There is no such product in this inventory ledger.',
  'unknown.reason': 'The inventory ledger knows no reason “{reason}”.',
  'unknown.bin': '{facility} has no such bin.',
  'key.reused': 'The key {key} was already used for something else, so nothing was booked.',

  'cost.currency': '{facility} keeps its books in {currency}.',
  'cost.bad': 'A cost is never below 0, and is that of more than nothing.',

  'quantity.unit': '{sku} is kept in {unit}, not in {given}.',
  'quantity.range': 'That is not a quantity the inventory ledger can hold.',
  'quantity.nothing': 'A movement of nothing is not booked.',
  'quantity.whole': '{sku} is kept in whole units, which {quantity} is not.',
  'quantity.move': 'A move takes a quantity above 0 to another bin or state.',

  'negative.line':
    '{facility} holds {held} of {sku} ({state}), so {taken} cannot be taken out: its stock is protected against going below 0.',
  'negative.bin':
    '{facility} holds {held} of {sku} in {bin} ({state}), so {taken} cannot be taken out: its stock is protected against going below 0.',
  'negative.itsBin':
    '{facility} holds {held} of {sku} in its bin ({state}), so {taken} cannot be taken out: its stock is protected against going below 0.',
  'negative.together':
    '{facility} holds {held} of {sku} over all that was counted together, so {taken} cannot be taken out: its stock is protected against going below 0.',
  'negative.togetherInBin':
    '{facility} holds {held} of {sku} in {bin} over all that was counted together, so {taken} cannot be taken out: its stock is protected against going below 0.',
} as const
