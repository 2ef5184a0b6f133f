import type { DevicePlan, Fate } from '../history/history.ts'
import type { Answer } from './server.ts'
import type { VirtualTime } from './virtual-time.ts'

/** How long a device waits for an answer before it takes it for lost. */
const PATIENCE_MS = 30_000

/** Photos meet a fate of their own, so that what befalls scans does not depend on whether there are any. */
type Cargo = 'scans' | 'photo'

const GOOD: Fate = { kind: 'good', up: 20, down: 20 }

/** Between one device and the server: text goes in, and what comes out is up to the history. */
export class Line {
  readonly #time: VirtualTime
  readonly #fates: Readonly<Record<Cargo, readonly Fate[]>>
  readonly #used = { scans: 0, photo: 0 }
  #offlineUntil = 0
  #last: Answer | null = null
  isHealed = false

  constructor(time: VirtualTime, { fates, photoFates = [] }: Pick<DevicePlan, 'fates' | 'photoFates'>) {
    this.#time = time
    this.#fates = { scans: fates, photo: photoFates }
  }

  get isOnline(): boolean {
    return this.isHealed || this.#time.now >= this.#offlineUntil
  }

  goOffline(forMs: number): void {
    this.#offlineUntil = Math.max(this.#offlineUntil, this.#time.now + forMs)
  }

  /** One request and its answer. Rejects where none comes. */
  async exchange(
    text: string,
    deliver: (text: string) => Promise<Answer>,
    cargo: Cargo = 'scans',
  ): Promise<Answer> {
    if (!this.isOnline) throw new Error('no network')
    const fate = this.isHealed ? GOOD : (this.#fates[cargo][this.#used[cargo]] ?? GOOD)
    this.#used[cargo] += 1
    const answer = await this.#meet(fate, text, deliver)
    this.#last = answer
    return answer
  }

  async #meet(fate: Fate, text: string, deliver: (text: string) => Promise<Answer>): Promise<Answer> {
    const arrive = async (up: number, body = text) => {
      await this.#time.sleep(up)
      return deliver(body)
    }
    switch (fate.kind) {
      case 'good':
        return this.#patiently(fate.up + fate.down, this.#back(arrive(fate.up), fate.down))
      case 'request-lost':
        return this.#giveUp()
      case 'reply-lost':
        arrive(fate.up).catch(ignore)
        return this.#giveUp()
      case 'twice': {
        const answers = fate.ups.map((up) => arrive(up))
        for (const answer of answers) answer.catch(ignore)
        const answered = answers[fate.answered % answers.length]
        return this.#patiently(Math.max(...fate.ups), answered ?? this.#giveUp())
      }
      case 'request-cut':
        return arrive(20, text.slice(0, Math.floor(text.length * fate.keep)))
      case 'reply-cut': {
        const answer = await arrive(20)
        return { ...answer, text: answer.text.slice(0, Math.floor(answer.text.length * fate.keep)) }
      }
      case 'portal':
        return { status: fate.status, retryAfterMs: null, text: '<html>Welcome to the hotel</html>' }
      case 'stale':
        return this.#last ?? { status: 200, retryAfterMs: null, text: '{"ok":true}' }
      case 'refused':
        return { status: fate.status, retryAfterMs: fate.retryAfterMs, text: '{}' }
    }
  }

  async #back(answer: Promise<Answer>, down: number): Promise<Answer> {
    const told = await answer
    await this.#time.sleep(down)
    return told
  }

  /** An answer that takes longer than anybody waits is none, although the server did what it was asked. */
  async #patiently(ms: number, answer: Promise<Answer>): Promise<Answer> {
    if (ms < PATIENCE_MS) return answer
    answer.catch(ignore)
    return Promise.race([answer, this.#giveUp()])
  }

  async #giveUp(): Promise<never> {
    await this.#time.sleep(PATIENCE_MS)
    throw new Error('no answer')
  }
}

function ignore(): void {
  // Nobody waits for it.
}
