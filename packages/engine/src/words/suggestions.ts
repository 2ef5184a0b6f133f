/** What is said of suggestions and the signals they come from. A fault of one part of a request goes on from the name of the part. */
export const suggestions = {
  'suggestion.run': 'Suggested, {day}',
  'suggestion.changed': 'Some of these suggestions are no longer open. Look again.',
  'suggestion.changed.fault': 'is no open suggestion of this facility',
  'suggestion.snooze': 'The day has begun already.',
  'suggestion.snooze.fault': 'must be a day after today',

  'signal.wrong': 'The signals cannot be taken in. None of them was.',
  'signal.sku': 'is no SKU that is known here',
  'signal.future': 'lies in the future',
  'signal.facility': 'is no facility of this token',
} as const
