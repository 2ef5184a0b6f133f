/** What a code was printed as, as far as the scanner says so. */
export type Symbology =
  | 'ean-13'
  | 'ean-8'
  | 'upc-a'
  | 'upc-e'
  | 'itf-14'
  | 'gs1-128'
  | 'code-128'
  | 'code-39'
  | 'code-93'
  | 'codabar'
  | 'databar'
  | 'data-matrix'
  | 'gs1-data-matrix'
  | 'qr'
  | 'gs1-qr'
  | 'dotcode'
  | 'gs1-dotcode'
  | 'aztec'
  | 'pdf417'

/** A code without its AIM prefix, and what the prefix said. */
export interface AimReading {
  readonly text: string
  readonly symbology: Symbology | null
  /** An EAN or UPC symbol came with an add-on of 2 or 5 digits behind it. */
  readonly withAddOn: boolean
}

/** FNC1 stood first, so the text is GS1 element strings and nothing else. */
export const gs1Symbologies: readonly Symbology[] = [
  'gs1-128',
  'databar',
  'gs1-data-matrix',
  'gs1-qr',
  'gs1-dotcode',
]

const byLetter: Readonly<Record<string, Symbology | null>> = {
  A: 'code-39',
  C: 'code-128',
  E: 'ean-13',
  F: 'codabar',
  G: 'code-93',
  I: 'itf-14',
  J: 'dotcode',
  L: 'pdf417',
  Q: 'qr',
  d: 'data-matrix',
  e: 'databar',
  z: 'aztec',
  H: null,
  R: null,
  S: null,
  U: null,
  X: null,
}

const byIdentifier: Readonly<Record<string, Symbology>> = {
  C1: 'gs1-128',
  E4: 'ean-8',
  J1: 'gs1-dotcode',
  Q3: 'gs1-qr',
  Q4: 'gs1-qr',
  d2: 'gs1-data-matrix',
  d5: 'gs1-data-matrix',
}

/**
 * Takes the AIM prefix (`]C1`, `]E0` … ISO/IEC 15424) from a code; the first one counts where a device wrote two.
 * A prefix whose letter exists in the other case only is taken too: Caps Lock turns `]d2` into `]D2`.
 */
export function readAim(code: string): AimReading {
  let identifier = ''
  let start = 0
  for (let next = prefixAt(code, start); next !== ''; next = prefixAt(code, start)) {
    identifier ||= next
    start += 3
  }
  const letter = identifier.slice(0, 1)
  return {
    text: code.slice(start),
    symbology: byIdentifier[identifier] ?? byLetter[letter] ?? null,
    withAddOn: identifier === 'E3',
  }
}

/** Letter and modifier of the prefix that stands there, or nothing. With nothing behind it, it is no prefix. */
function prefixAt(code: string, start: number): string {
  if (code.charAt(start) !== ']') return ''
  const letter = knownLetter(code.charAt(start + 1))
  const modifier = code.charAt(start + 2)
  const isPrefix = letter !== '' && /^[0-9A-Za-z]$/.test(modifier) && start + 3 < code.length
  return isPrefix ? letter + modifier : ''
}

function knownLetter(written: string): string {
  const letters = [written, written.toLowerCase(), written.toUpperCase()]
  return letters.find((letter) => Object.hasOwn(byLetter, letter)) ?? ''
}
