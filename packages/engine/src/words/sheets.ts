/** What is said to who keys a sheet. */
export const sheets = {
  'sheet.none':
    'No sheet of this run has this number. Look at it again; a sheet of an earlier round counts no more.',
  'sheet.empty': 'Nothing was keyed. What was looked at and is empty is ticked.',
  'sheet.before': '{name} keyed this sheet already. Void its count on Live first, if it is wrong.',
  'sheet.besides':
    'This area was counted in another way too, by {people}. Both are added up: say that the sheet holds only what was counted besides, or void the other count.',
} as const
