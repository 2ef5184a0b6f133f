import { ONE, isQuantity, parseQuantity } from '@cyclecount/domain'

/**
 * The state behind the quantity keypad, without a screen. People count in packs and loose pieces, so what is keyed is a
 * sum: `3 × 12 + 5 = 41`. Amounts are integers in milli-units. An empty keypad has no amount: blank is not zero.
 */
export interface KeypadState {
  /** `set` replaces the counted quantity, `add` raises it. */
  readonly mode: KeypadMode
  /** The finished parts of the sum. */
  readonly terms: readonly KeypadTerm[]
  /** The digits of the part being keyed, with at most one point. */
  readonly entry: string
}

export type KeypadMode = 'set' | 'add'

/** `amountMilli` packs of `packSize` pieces. */
export interface KeypadTerm {
  readonly amountMilli: number
  readonly packSize: number
}

export type KeypadAction =
  | { readonly type: 'digit'; readonly digit: number }
  | { readonly type: 'point' }
  | { readonly type: 'pack'; readonly size: number }
  | { readonly type: 'backspace' }
  | { readonly type: 'clear' }
  | { readonly type: 'mode'; readonly mode: KeypadMode }

/** What pressing the commit key would do: `amountMilli` is what was keyed, `resultMilli` what the item then counts. */
export interface KeypadOutcome {
  readonly mode: KeypadMode
  readonly amountMilli: number
  readonly resultMilli: number
}

export const emptyKeypad: KeypadState = { mode: 'set', terms: [], entry: '' }

const WHOLE_DIGITS = 7
const DECIMALS = 3
const TERMS = 9

/** The next state. A key that would make no number, or one too large to hold, changes nothing. */
export function keypadReducer(state: KeypadState, action: KeypadAction): KeypadState {
  const next = pressed(state, action)
  return isQuantity(keypadAmount(next) ?? 0) ? next : state
}

function pressed(state: KeypadState, action: KeypadAction): KeypadState {
  switch (action.type) {
    case 'digit':
      return { ...state, entry: withDigit(state.entry, action.digit) }
    case 'point':
      return state.entry.includes('.')
        ? state
        : { ...state, entry: `${state.entry === '' ? '0' : state.entry}.` }
    case 'pack':
      return withPack(state, action.size)
    case 'backspace':
      return withoutLast(state)
    case 'clear':
      return { ...emptyKeypad, mode: state.mode }
    case 'mode':
      return { ...state, mode: action.mode }
  }
}

function withDigit(entry: string, digit: number): string {
  const [whole = '', decimals] = entry.split('.')
  if (decimals !== undefined) return decimals.length < DECIMALS ? `${entry}${digit}` : entry
  if (whole === '0') return String(digit)
  return whole.length < WHOLE_DIGITS ? `${entry}${digit}` : entry
}

/** A pack key with nothing keyed before it means one pack. */
function withPack(state: KeypadState, packSize: number): KeypadState {
  const amountMilli = state.entry === '' ? ONE : entryAmount(state.entry)
  if (state.terms.length >= TERMS) return state
  return { ...state, terms: [...state.terms, { amountMilli, packSize }], entry: '' }
}

/** Takes back the last digit; with none, the last part of the sum as a whole. */
function withoutLast(state: KeypadState): KeypadState {
  if (state.entry !== '') return { ...state, entry: state.entry.slice(0, -1) }
  return { ...state, terms: state.terms.slice(0, -1) }
}

function entryAmount(entry: string): number {
  return parseQuantity(entry.endsWith('.') ? entry.slice(0, -1) : entry) ?? 0
}

/** The sum keyed so far, null while nothing is keyed. */
export function keypadAmount({ terms, entry }: KeypadState): number | null {
  if (terms.length === 0 && entry === '') return null
  const ofTerms = terms.reduce((sum, term) => sum + term.amountMilli * term.packSize, 0)
  return entry === '' ? ofTerms : ofTerms + entryAmount(entry)
}

/** What committing would do to an item that counts `currentMilli`; null where there is nothing to commit. */
export function keypadOutcome(state: KeypadState, currentMilli: number): KeypadOutcome | null {
  const amountMilli = keypadAmount(state)
  if (amountMilli === null || (state.mode === 'add' && amountMilli === 0)) return null
  const resultMilli = state.mode === 'add' ? currentMilli + amountMilli : amountMilli
  return isQuantity(resultMilli) ? { mode: state.mode, amountMilli, resultMilli } : null
}

/** The sum in signs, `3 × 12 + 5 = 41`; a lone number stands for itself. `format` writes milli-units for the reader. */
export function keypadText(state: KeypadState, format: (milli: number) => string): string {
  const parts = state.terms.map(({ amountMilli, packSize }) =>
    packSize === 1 ? format(amountMilli) : `${format(amountMilli)} × ${packSize}`,
  )
  if (state.entry !== '') parts.push(format(entryAmount(state.entry)))
  const amount = keypadAmount(state)
  if (amount === null) return ''
  const alone = state.terms.length === 0 || (parts.length === 1 && state.terms[0]?.packSize === 1)
  return alone ? parts.join('') : `${parts.join(' + ')} = ${format(amount)}`
}
