/** States of a session on the server. A device shows them; it never decides them. */
export const sessionStates = ['counting', 'paused', 'suspended', 'submitting', 'submitted', 'voided'] as const
export type SessionState = (typeof sessionStates)[number]

/**
 * What can happen to a session. `all-held`: the server holds the last sequence of every device the submit named.
 * `reopen`: a manager gives it back to its counter. `void`: a manager ends it, and what it counted leaves the figures.
 */
export type SessionMove = 'pause' | 'resume' | 'submit' | 'all-held' | 'reopen' | 'void'

/** `refused` leaves the state as it is and is recorded; it never blocks the events behind it. */
export type MoveOutcome = SessionState | 'refused'

/** Total by type: a new state or move does not compile until every cell is decided. */
export const sessionTransitions: Record<SessionState, Record<SessionMove, MoveOutcome>> = {
  counting: {
    pause: 'paused',
    resume: 'counting',
    submit: 'submitting',
    'all-held': 'refused',
    reopen: 'refused',
    void: 'voided',
  },
  paused: {
    pause: 'paused',
    resume: 'counting',
    submit: 'submitting',
    'all-held': 'refused',
    reopen: 'refused',
    void: 'voided',
  },
  suspended: {
    pause: 'suspended',
    resume: 'counting',
    submit: 'submitting',
    'all-held': 'refused',
    reopen: 'refused',
    void: 'voided',
  },
  submitting: {
    pause: 'refused',
    resume: 'refused',
    submit: 'submitting',
    'all-held': 'submitted',
    reopen: 'paused',
    void: 'voided',
  },
  submitted: {
    pause: 'refused',
    resume: 'refused',
    submit: 'submitted',
    'all-held': 'submitted',
    reopen: 'paused',
    void: 'voided',
  },
  voided: {
    pause: 'refused',
    resume: 'refused',
    submit: 'refused',
    'all-held': 'refused',
    reopen: 'refused',
    void: 'voided',
  },
}

export function moveSession(state: SessionState, move: SessionMove): MoveOutcome {
  return sessionTransitions[state][move]
}

/** Whether scans that arrive now are late: kept, shown to the manager, not in the reviewed figure until accepted. */
export function isLateFor(state: SessionState): boolean {
  return state === 'submitted' || state === 'voided'
}
