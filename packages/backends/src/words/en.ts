/** What the adapters say when a backend does not do what it was asked, in English (ICU MessageFormat). */
export const en = {
  'ledger.noAnswer': 'The inventory ledger’s database did not answer.',
  'ledger.noFacility': 'The inventory ledger has no such facility.',
  'ledger.noProduct': 'The inventory ledger has no such product.',
  'ledger.noBin': 'The facility has no such bin.',
  'ledger.noBinOrState': 'The facility has no such bin or stock state.',
  'ledger.noState': 'The inventory ledger has no stock state “{state}”.',
  'event.asked': 'Asked by an event; the answer comes by one.',
  'event.otherContent': 'Something else was asked under this key before.',
  'event.booksDiffer': 'Booked there. The book here could not follow: {why}',
} as const
