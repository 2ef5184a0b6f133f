import type { PushReply } from '@cyclecount/contract'
import type { SessionId } from '@cyclecount/domain'
import type { Facts, PhotoPlace } from './facts.ts'

/** A rule that a history broke. The first one counts. */
export interface Failure {
  readonly check: string
  readonly message: string
}

/** Watches a history while it is played. */
export class Witness {
  readonly #facts: Facts
  readonly #submitted = new Map<SessionId, string>()
  failure: Failure | null = null

  constructor(facts: Facts) {
    this.#facts = facts
  }

  report(check: string, message: string): void {
    this.failure ??= { check, message }
  }

  /** An answer is about to leave the server: what it acknowledges is committed, and submitted figures are what they were. */
  answered(reply: PushReply): void {
    for (const { sessionId, ackedThrough, state } of reply.sessions) {
      const held = ackedThrough === 0 ? 0 : this.#facts.heldThrough(sessionId, reply.deviceId, ackedThrough)
      if (held !== ackedThrough) {
        this.report(
          'acknowledged is held',
          `${ackedThrough} acknowledged, ${held} committed of ${sessionId} of ${reply.deviceId}`,
        )
      }
      // One that was joined to another goes on under its name, voided as it is.
      if (state === 'submitted') this.#figuresStand(sessionId)
      else this.#submitted.delete(sessionId)
    }
  }

  /** The server is about to say that it holds a photo. */
  photoAnswered(place: PhotoPlace, content: Uint8Array): void {
    const held = this.#facts.photo(place)
    if (held === null || Buffer.compare(held, content) !== 0)
      this.report('a photo is answered when it is kept', place.sha256)
  }

  /** A manager changed figures, or the server went back to an older state: what stood until now no longer has to. */
  figuresMayChange(): void {
    this.#submitted.clear()
  }

  #figuresStand(sessionId: SessionId): void {
    const figures = JSON.stringify(this.#facts.items(sessionId))
    const before = this.#submitted.get(sessionId)
    if (before !== undefined && before !== figures)
      this.report('submitted figures stand', `${sessionId}: ${before} became ${figures}`)
    this.#submitted.set(sessionId, figures)
  }
}
