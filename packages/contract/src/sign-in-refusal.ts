import type { Sentence } from '@cyclecount/domain'
import { say } from './words/sign-in.ts'

/** The codes of RFC 6749 (4.1.2.1 and 5.2), RFC 8707 and OpenID Connect Core (3.1.2.6), by what a person can do about them. */
const meanings = {
  access_denied: 'refused.denied',
  login_required: 'refused.asks',
  interaction_required: 'refused.asks',
  account_selection_required: 'refused.asks',
  consent_required: 'refused.asks',
  server_error: 'refused.busy',
  temporarily_unavailable: 'refused.busy',
  invalid_grant: 'refused.late',
  invalid_request: 'refused.setUp',
  invalid_client: 'refused.setUp',
  invalid_scope: 'refused.setUp',
  invalid_target: 'refused.setUp',
  unauthorized_client: 'refused.setUp',
  unsupported_grant_type: 'refused.setUp',
  unsupported_response_type: 'refused.setUp',
  request_not_supported: 'refused.setUp',
  request_uri_not_supported: 'refused.setUp',
  registration_not_supported: 'refused.setUp',
  invalid_request_uri: 'refused.setUp',
  invalid_request_object: 'refused.setUp',
} as const
const meaningOf = new Map<string, (typeof meanings)[keyof typeof meanings]>(Object.entries(meanings))

/** What came of a way back from the identity provider that did not end well. */
export interface FailedSignIn {
  readonly thrown: unknown
  /** `error` in the address that the provider sent the person back to; null where there is none. */
  readonly code: string | null
  /** This browser began that sign-in and has not ended it. */
  readonly begunHere: boolean
}

/**
 * Why the identity provider did not sign somebody in, in a sentence for them; null where it did not say no, so that it is a matter of
 * the network. The provider's own description is not shown: anybody can write an address that holds one.
 */
export function signInRefusal({ thrown, code: told, begunHere }: FailedSignIn): Sentence | null {
  const code = told ?? codeIn(thrown)
  if (code === null) return begunHere ? null : say('refused.notBegun')
  const meaning = meaningOf.get(code)
  if (meaning !== undefined) return say(meaning, { code })
  return /^[\w.-]{1,40}$/.test(code) ? say('refused.unknown', { code }) : say('refused.unreadable')
}

/** An answer of the provider's token endpoint, as the OpenID Connect client throws it. */
function codeIn(thrown: unknown): string | null {
  const isAnswer = thrown instanceof Error && 'error' in thrown && typeof thrown.error === 'string'
  return isAnswer ? String(thrown.error) : null
}
