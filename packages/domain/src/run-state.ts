/**
 * Where the count of a run at its facility stands. `proposed`: a store made it and HQ has not approved it; `sent-back`: HQ did not, and said
 * why. `returned`: HQ gave a submitted count back to its manager.
 */
export const runStatuses = [
  'proposed',
  'sent-back',
  'planned',
  'counting',
  'reviewing',
  'submitted',
  'returned',
  'accepted',
  'cancelled',
] as const
export type RunStatus = (typeof runStatuses)[number]

/**
 * What can happen to a run. `start`: a session of it began; `compare`: everybody is done and the book was compared; `submit`: its manager hands it
 * to HQ, which accepts or returns it.
 */
export type RunMove =
  | 'propose'
  | 'approve'
  | 'send-back'
  | 'start'
  | 'compare'
  | 'submit'
  | 'accept'
  | 'return'
  | 'cancel'

/** Total by type: a new status or move does not compile until every cell is decided. `refused` leaves the run as it is. */
const runTransitions: Record<RunStatus, Record<RunMove, RunStatus | 'refused'>> = {
  proposed: {
    propose: 'proposed',
    approve: 'planned',
    'send-back': 'sent-back',
    start: 'refused',
    compare: 'refused',
    submit: 'refused',
    accept: 'refused',
    return: 'refused',
    cancel: 'cancelled',
  },
  'sent-back': {
    propose: 'proposed',
    approve: 'refused',
    'send-back': 'refused',
    start: 'refused',
    compare: 'refused',
    submit: 'refused',
    accept: 'refused',
    return: 'refused',
    cancel: 'cancelled',
  },
  planned: {
    propose: 'refused',
    approve: 'planned',
    'send-back': 'refused',
    start: 'counting',
    compare: 'reviewing',
    submit: 'submitted',
    accept: 'refused',
    return: 'refused',
    cancel: 'cancelled',
  },
  counting: {
    propose: 'refused',
    approve: 'refused',
    'send-back': 'refused',
    start: 'counting',
    compare: 'reviewing',
    submit: 'submitted',
    accept: 'refused',
    return: 'refused',
    cancel: 'cancelled',
  },
  reviewing: {
    propose: 'refused',
    approve: 'refused',
    'send-back': 'refused',
    start: 'reviewing',
    compare: 'reviewing',
    submit: 'submitted',
    accept: 'refused',
    return: 'refused',
    cancel: 'cancelled',
  },
  submitted: {
    propose: 'refused',
    approve: 'refused',
    'send-back': 'refused',
    start: 'refused',
    compare: 'refused',
    submit: 'refused',
    accept: 'accepted',
    return: 'returned',
    cancel: 'refused',
  },
  returned: {
    propose: 'refused',
    approve: 'refused',
    'send-back': 'refused',
    start: 'returned',
    compare: 'returned',
    submit: 'submitted',
    accept: 'refused',
    return: 'refused',
    cancel: 'cancelled',
  },
  accepted: {
    propose: 'refused',
    approve: 'refused',
    'send-back': 'refused',
    start: 'refused',
    compare: 'refused',
    submit: 'refused',
    accept: 'refused',
    return: 'refused',
    cancel: 'refused',
  },
  cancelled: {
    propose: 'refused',
    approve: 'refused',
    'send-back': 'refused',
    start: 'refused',
    compare: 'refused',
    submit: 'refused',
    accept: 'refused',
    return: 'refused',
    cancel: 'cancelled',
  },
}

export function moveRun(status: RunStatus, move: RunMove): RunStatus | 'refused' {
  return runTransitions[status][move]
}

/** The statuses that the move changes: for a conditional update that many may try at once. */
export function statusesChangedBy(move: RunMove): readonly RunStatus[] {
  return runStatuses.filter((status) => {
    const next = moveRun(status, move)
    return next !== 'refused' && next !== status
  })
}
