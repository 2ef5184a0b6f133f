import type { Wedge, WedgeKey, WedgeOptions, WedgeStep, WedgeText } from './wedge-events.ts'
import { charOfAltDigits, readKey } from './wedge-keys.ts'
import type { KeyMeaning } from './wedge-keys.ts'

interface Begun {
  /** Characters of keys outside the field. */
  held: string
  heldAt: number
  tooLong: boolean
  altDigits: string
  /** The field's value as last seen, whether keys typed into it, and when it counts as complete by itself. */
  seen: string
  keyed: boolean
  settleAt: number | null
  endedAt: number
}

const doubleEndMs = 100

const nothingBegun: Readonly<Begun> = {
  held: '',
  heldAt: 0,
  tooLong: false,
  altDigits: '',
  seen: '',
  keyed: false,
  settleAt: null,
  endedAt: -Infinity,
}

/**
 * Frames what a keyboard-wedge scanner sends into codes: a state machine without timers, promises or DOM. A code ends
 * with Enter or Tab (or the suffix), never by how fast keys follow each other: slow scanners and quick people overlap.
 *
 * ```ts
 * const wedge = createWedge({ settleMs: 140 })
 * const obey = (event: Event, step: WedgeStep) => {
 *   if (step.action === 'swallow') { event.preventDefault(); event.stopPropagation() }
 *   if (step.field !== undefined) field.value = step.field
 *   if (step.code !== undefined) queue.push(step.code)
 *   arm() // setTimeout to wedge.nextAt(), if any; there obey(wedge.due(now)) until it has no code
 * }
 * document.addEventListener('keydown', (event) => {
 *   if (isAnotherField(event.target)) return // input, textarea, select, contenteditable: people type there
 *   obey(event, wedge.key(keyOf(event, event.target === field ? field.value : undefined)))
 * }, { capture: true })
 * field.addEventListener('input', (event) => obey(event, wedge.text({ value: field.value, … })))
 * ```
 *
 * - The field is uncontrolled (`inputmode="none"`), read and written here and now, never disabled; nothing is awaited
 *   before the next event. Listen outside React. `timeStamp` is the clock of every `at`; `due` gets `performance.now()`.
 * - Keys outside the field are held and swallowed, so the field can take focus in the middle of a code. In the field
 *   they pass, so people see and edit what they type; Enter takes the value, of any length.
 * - Android: text an input method commits (keyCode 229, no key at all) comes by `text`; feed `compositionend` too, with
 *   `isComposing: false`. A `beforeinput` of type `insertLineBreak` is `key({ key: 'Enter', … })`.
 * - FNC1: Ctrl+] and Alt+029 become U+001D, in the field as well.
 * - The Enter that ends a code is swallowed, so it cannot press a focused button. Enter and Tab with nothing begun pass.
 * - Several codes in one text are given one per step, oldest first; none is lost, order is kept.
 */
export function createWedge(options: WedgeOptions): Wedge {
  const { minLength = 4, maxLength = 2048, terminators = ['Enter', 'Tab'], staleMs = 2000 } = options
  const { prefix = '', suffix = '', settleMs } = options
  const ready: string[] = []
  let begun: Begun = { ...nothingBegun }

  function key(event: WedgeKey): WedgeStep {
    if (begun.heldAt + staleMs < event.at) begun = { ...begun, held: '', tooLong: false }
    const meaning = readKey(event)
    const typed = meaning.kind === 'alt-digit' ? '' : takeAltChar()
    if (event.field !== undefined) return keyInField(meaning, event.field + typed, typed === '', event.at)
    hold(typed, event.at)
    return keyOutside(meaning, event.at)
  }

  function keyOutside(meaning: KeyMeaning, at: number): WedgeStep {
    switch (meaning.kind) {
      case 'char':
        if (meaning.char === ' ' && begun.held === '' && !begun.tooLong) return give('pass')
        hold(meaning.char, at)
        if (suffix !== '' && begun.held.endsWith(suffix)) complete(begun.held, minLength, at)
        return give('swallow')
      case 'alt-digit':
        begun.altDigits += meaning.digit
        return give('swallow')
      case 'end':
        return isTerminator(meaning.key) && endsCode(begun.held, minLength, at)
          ? give('swallow')
          : give('pass')
      case 'escape':
        reset()
        break
      case 'erase':
        begun.held = begun.held.slice(0, -1)
        break
      case 'nothing':
        break
    }
    return give('pass')
  }

  /** `value` is the field's, and already has the character of an Alt number where the field has not (`asShown`). */
  function keyInField(meaning: KeyMeaning, value: string, asShown: boolean, at: number): WedgeStep {
    switch (meaning.kind) {
      case 'char':
        begun.keyed = true
        if (meaning.char < ' ') return give('swallow', value + meaning.char)
        break
      case 'alt-digit':
        begun.altDigits += meaning.digit
        return give('swallow')
      case 'end':
        if (!isTerminator(meaning.key) || !endsCode(begun.held + value, 1, at)) break
        fieldIs('')
        return give('swallow', '')
      case 'escape':
        reset()
        break
      case 'erase':
      case 'nothing':
        break
    }
    return asShown ? give('pass') : give('pass', value)
  }

  function text({ value, isComposing, at }: WedgeText): WedgeStep {
    if (isComposing) return give('pass')
    const lines = splitLines(value)
    const rest = lines.pop() ?? ''
    if (lines.length === 0) {
      watch(value, at)
      return give('pass')
    }
    for (const line of lines) complete(begun.held + line, 1, at)
    fieldIs(rest)
    return give('swallow', rest)
  }

  function splitLines(value: string): string[] {
    let plain = value
    if (suffix !== '') plain = plain.replaceAll(suffix, '\u0000')
    if (isTerminator('Enter')) plain = plain.replace(/[\r\n]/g, '\u0000')
    if (isTerminator('Tab')) plain = plain.replaceAll('\t', '\u0000')
    return plain.split('\u0000')
  }

  /** Text that came at once and not from keys may be a whole code; each further piece puts the moment off. */
  function watch(value: string, at: number): void {
    const atOnce = value.length - begun.seen.length >= minLength
    const settles = !begun.keyed && value !== '' && (atOnce || begun.settleAt !== null)
    begun.settleAt = settles && settleMs !== Infinity ? at + settleMs : null
    begun.keyed &&= value !== ''
    begun.seen = value
  }

  function due(at: number): WedgeStep {
    const settled = begun.settleAt !== null && at >= begun.settleAt
    if (!settled || !complete(begun.held + begun.seen, 1, at)) return give('pass')
    fieldIs('')
    return give('pass', '')
  }

  function nextAt(): number | null {
    return ready.length > 0 ? 0 : begun.settleAt
  }

  function hold(characters: string, at: number): void {
    if (characters === '') return
    begun.tooLong ||= begun.held.length + characters.length > maxLength
    begun.held = begun.tooLong ? '' : begun.held + characters
    begun.heldAt = at
  }

  function takeAltChar(): string {
    const char = charOfAltDigits(begun.altDigits)
    begun.altDigits = ''
    return char
  }

  /** A scanner that sends two terminators (CR LF, suffix and Enter) means one end; the second would press a button. */
  function endsCode(whole: string, shortest: number, at: number): boolean {
    return complete(whole, shortest, at) || (whole === '' && at - begun.endedAt <= doubleEndMs)
  }

  /** Ends what was held. Whether it was a code: long enough without prefix and suffix, and not too long. */
  function complete(whole: string, shortest: number, at: number): boolean {
    const { tooLong } = begun
    begun = { ...begun, held: '', tooLong: false, settleAt: null }
    const tail = suffix !== '' && whole.endsWith(suffix) ? whole.slice(0, -suffix.length) : whole
    const code = prefix !== '' && tail.startsWith(prefix) ? tail.slice(prefix.length) : tail
    const isCode = !tooLong && code.length <= maxLength && code.trim().length >= shortest
    if (isCode) ready.push(code)
    if (isCode) begun.endedAt = at
    return isCode
  }

  function fieldIs(value: string): void {
    begun = { ...begun, seen: value, keyed: false, settleAt: null }
  }

  function give(action: WedgeStep['action'], field?: string): WedgeStep {
    const code = ready.shift()
    return { action, ...(code !== undefined && { code }), ...(field !== undefined && { field }) }
  }

  function isTerminator(name: string): boolean {
    return terminators.some((terminator) => terminator === name)
  }

  function reset(): void {
    begun = { ...nothingBegun, endedAt: begun.endedAt }
  }

  return { key, text, due, nextAt, reset }
}
