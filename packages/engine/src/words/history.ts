/** Why a count changed its state or did not, as its history says. */
export const history = {
  'history.refused': '{asked} refused: {why}',
  'history.isIn': 'the count is {state}',
  'history.runCancelled': 'the run was cancelled',
  'history.runSubmitted': 'the run was submitted to HQ',
  'history.areaTaken': 'the area was taken back',
  'history.busy': 'its counter is already counting {area}',
  'history.otherEnded': 'the other count of its counter has ended',
  'history.reopened': 'reopened: {reason}',
  'history.voided': 'voided: {reason}',
  'history.joined': 'joined to the other count of its counter',
  'history.joinedWhy': 'joined to another count: {reason}',
  'history.leftOut': 'its counter leaves it out',
  'history.late.accepted': '{n, plural, one {# late scan} other {# late scans}} accepted',
  'history.late.acceptedWhy': '{n, plural, one {# late scan} other {# late scans}} accepted: {reason}',
  'history.late.dismissed': '{n, plural, one {# late scan} other {# late scans}} dismissed',
  'history.late.dismissedWhy': '{n, plural, one {# late scan} other {# late scans}} dismissed: {reason}',
} as const
