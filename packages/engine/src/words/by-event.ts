/** What is said of adjustments that go by events, to people and to the systems that answer. */
export const byEvent = {
  'byEvent.none': 'This facility’s adjustments do not go by events.',
  'byEvent.noAnswer': 'The inventory system has not answered in time. Try again, or ask those who run it.',
  'byEvent.unsigned': 'The message is not signed with a secret of this facility, or too old.',
  'byEvent.wrong': 'The message is not an answer to an adjustment.',
  'byEvent.notJson': 'is not JSON',
  'byEvent.fault': '{what}',
  'byEvent.notAsked': 'Nothing was asked for under this key at this facility.',
  'byEvent.otherDelta': 'is not the difference that was asked for',
  'byEvent.noDocument': 'is missing: say as which document it was booked',
  'byEvent.otherwise': 'This adjustment was answered otherwise before. A person has to look at it.',
  'byEvent.reused': 'Another message has come under this id before.',
} as const
