import { GS } from './element-string.ts'

/** What a keydown carries of use here, by the names of `KeyboardEvent`; what is left out was not pressed or not known. */
export interface WedgeKeyFacts {
  readonly key: string
  /** An input method is at work on the key: its text comes by the field, and its Enter ends no code. */
  readonly isComposing: boolean
  readonly ctrlKey?: boolean
  readonly altKey?: boolean
  readonly metaKey?: boolean
  /** The key's place: Ctrl and `BracketRight` are GS whatever the layout prints on it. */
  readonly code?: string
  /** 229 where an input method has the key; `Unidentified` and `Process` say the same. */
  readonly keyCode?: number
}

/** What one keydown means to the framing. */
export type KeyMeaning =
  | { readonly kind: 'char'; readonly char: string }
  /** A digit of a character typed as Alt and its number, as scanners do to be safe from keyboard layouts. */
  | { readonly kind: 'alt-digit'; readonly digit: string }
  | { readonly kind: 'end'; readonly key: string }
  | { readonly kind: 'erase' }
  | { readonly kind: 'escape' }
  | { readonly kind: 'nothing' }

const nothing: KeyMeaning = { kind: 'nothing' }

/** Characters that Ctrl and a letter stand for, by the letter. */
const controlKeys: Readonly<Record<string, KeyMeaning>> = {
  ']': { kind: 'char', char: GS },
  [GS]: { kind: 'char', char: GS },
  m: { kind: 'end', key: 'Enter' },
  j: { kind: 'end', key: 'Enter' },
  i: { kind: 'end', key: 'Tab' },
}
const rightBracketKeyCode = 221
const inputMethodKeyCode = 229

/**
 * Reads one keydown. Keys an input method is working on mean nothing here: their text comes by the field. AltGr
 * (Ctrl and Alt at once) and a Mac's Option make ordinary characters; Ctrl+] is GS, Ctrl+M and Ctrl+J are CR and LF.
 */
export function readKey(event: WedgeKeyFacts): KeyMeaning {
  if (event.isComposing || event.keyCode === inputMethodKeyCode || event.metaKey) return nothing
  const isOneChar = [...event.key].length === 1
  if (event.ctrlKey && !event.altKey) return withControl(event)
  if (event.altKey && !event.ctrlKey && /^[\dA-Za-z ]$/.test(event.key)) {
    return /\d/.test(event.key) ? { kind: 'alt-digit', digit: event.key } : nothing
  }
  if (isOneChar) return { kind: 'char', char: event.key }
  switch (event.key) {
    case 'Enter':
    case 'Tab':
      return { kind: 'end', key: event.key }
    case 'Backspace':
      return { kind: 'erase' }
    case 'Escape':
      return { kind: 'escape' }
    default:
      return nothing
  }
}

function withControl(event: WedgeKeyFacts): KeyMeaning {
  const isRightBracket = event.code === 'BracketRight' || event.keyCode === rightBracketKeyCode
  const letter = isRightBracket ? ']' : event.key.toLowerCase()
  return Object.hasOwn(controlKeys, letter) ? (controlKeys[letter] ?? nothing) : nothing
}

/** The character of Alt and its number: printable ASCII and GS, or nothing. `Alt+029`, `Alt+0029` and `Alt+29` are GS. */
export function charOfAltDigits(digits: string): string {
  const code = digits.length <= 4 ? Number(digits) : 0
  return code === 29 || (code >= 32 && code <= 126) ? String.fromCharCode(code) : ''
}
