import { gs1Symbologies, readAim } from './aim.ts'
import type { AimReading, Symbology } from './aim.ts'
import { parseDigitalLink } from './digital-link.ts'
import { checkElements, formatElements, GS, parseBracketed, parseElementString } from './element-string.ts'
import type { Gs1Element } from './element-string.ts'
import { referenceYear } from './gs1-date.ts'
import { readMeaning } from './gs1-meaning.ts'
import type { Gs1Meaning } from './gs1-meaning.ts'
import type { Gtin } from './gtin.ts'
import { readRetailCode } from './retail-code.ts'

interface Scanned {
  /** What came from the scanner, untouched. */
  readonly raw: string
  /**
   * THE normal form a product is looked up by: the GTIN-14 where there is one, else the code trimmed and in upper
   * case (ASCII letters). `parseCode(key).key === key`.
   */
  readonly key: string
  readonly symbology?: Symbology
}

/** A trade item number. */
export interface GtinCode extends Scanned {
  readonly kind: 'gtin'
  readonly gtin: Gtin
  readonly addOn?: string
}

/** GS1 element strings or a GS1 Digital Link. */
export interface Gs1Code extends Scanned, Gs1Meaning {
  readonly kind: 'gs1'
  readonly elements: readonly Gs1Element[]
}

/** A location label of our own, `LOC:` and the location's code as printed. */
export interface LocationCode extends Scanned {
  readonly kind: 'location'
  readonly code: string
}

/** Anything else; kept as it is. */
export interface OtherCode extends Scanned {
  readonly kind: 'other'
  readonly code: string
}

export type ParsedCode = GtinCode | Gs1Code | LocationCode | OtherCode

/** What the caller knows besides the code. */
export interface ParseHints {
  /** As a camera's decoder names it; an AIM prefix in the code goes before it. */
  readonly symbology?: Symbology
  /** Two-digit years are read within 49 years before and 50 after this one; `referenceYear` where left out. */
  readonly year?: number
}

/** A QR Code holds no more than this, so neither does any code; longer texts are not looked into. */
const longestCode = 7089

/** The meaning of a code, without what `Scanned` adds. */
type Meaning = Bare<GtinCode> | Bare<Gs1Code> | Bare<LocationCode>
type Bare<Code> = Omit<Code, 'raw' | 'key'> & { readonly key: string }

/**
 * What a scanned or typed code means. Total: every text has a meaning, none throws. The AIM prefix decides first,
 * then our own labels, then what the text itself shows; a code that breaks the rules of its kind is `other`.
 */
export function parseCode(raw: string, hints: ParseHints = {}): ParsedCode {
  const whole = trimEdges(raw, true)
  if (whole.length > longestCode) return { kind: 'other', code: whole, key: upper(whole), raw }
  const aim = readAim(trimEdges(raw, false))
  const symbology = aim.symbology ?? hints.symbology ?? null
  const year = hints.year ?? referenceYear
  const known = symbology === null ? {} : { symbology }
  const meaning = route({ ...aim, text: trimEdges(aim.text, false), symbology }, year)
  if (meaning) return { ...known, ...meaning, raw }
  const code = bare(aim.text)
  return { kind: 'other', code, key: otherKey(code, year), ...known, raw }
}

/**
 * A code that has no meaning as written may have one in upper case (a URI in mixed case): then it is looked up by
 * that, so that the key of a key is itself.
 */
function otherKey(text: string, year: number): string {
  const key = upper(text)
  if (key === text) return key
  return route({ text: key, symbology: null, withAddOn: false }, year)?.key ?? key
}

function route(source: AimReading, year: number): Meaning | null {
  const fnc1First =
    source.text.startsWith(GS) || (source.symbology !== null && gs1Symbologies.includes(source.symbology))
  const elements = fnc1First ? parseElementString(source.text) : null
  if (elements) return gs1Meaning(elements, year)
  const text = bare(source.text)
  return ownLabel(text) ?? retailMeaning(text, source) ?? gs1Text(text, year)
}

function ownLabel(text: string): Meaning | null {
  const code = /^LOC:(.+)$/is.exec(text)?.[1]?.trim() ?? ''
  return code === '' ? null : { kind: 'location', code, key: `LOC:${upper(code)}` }
}

function retailMeaning(text: string, source: AimReading): Meaning | null {
  const code = readRetailCode(text, source)
  return code && { kind: 'gtin', key: code.gtin, ...code }
}

function gs1Text(text: string, year: number): Meaning | null {
  const elements = readGs1(text)
  return elements && gs1Meaning(elements, year)
}

/**
 * Without FNC1 in front, digits are element strings only where they begin with an identification whose check digit
 * holds, or a GS stands inside: `10-2231` is somebody's article number sooner than lot `-2231`.
 */
function readGs1(text: string): readonly Gs1Element[] | null {
  if (text.startsWith('(')) return parseBracketed(text)
  if (/^https?:/i.test(text)) return parseDigitalLink(text)
  const composite = /^(\d{8}|\d{12,13})\|\]e\d(.+)$/is.exec(text)
  if (composite) return readComposite(composite[1] ?? '', composite[2] ?? '')
  return /^0[0-3]\d{14}/.test(text) || text.includes(GS) ? parseElementString(text) : null
}

/** A composite symbol: an EAN or UPC, and element strings above it. */
function readComposite(digits: string, rest: string): readonly Gs1Element[] | null {
  const elements = parseElementString(rest)
  return elements && checkElements([{ ai: '01', value: digits.padStart(14, '0') }, ...elements])
}

function gs1Meaning(elements: readonly Gs1Element[], year: number): Meaning {
  const meaning = readMeaning(elements, year)
  return { kind: 'gs1', key: meaning.gtin ?? upper(formatElements(elements)), elements, ...meaning }
}

/** The text with nothing at its edges that is no part of a code: space, control characters, GS, AIM prefixes. */
function bare(code: string): string {
  let text = trimEdges(code, true)
  for (let next = strip(text); next !== text; next = strip(text)) text = next
  return text
}

function strip(text: string): string {
  return trimEdges(readAim(text).text, true)
}

/** Takes space and control characters from both ends; GS, which begins or ends GS1 data, only where asked to. */
function trimEdges(text: string, gsToo: boolean): string {
  let start = 0
  let end = text.length
  while (start < end && isEdge(text.charAt(start), gsToo)) start += 1
  while (end > start && isEdge(text.charAt(end - 1), gsToo)) end -= 1
  return text.slice(start, end)
}

function isEdge(char: string, gsToo: boolean): boolean {
  if (char === GS) return gsToo
  return char.trim() === '' || char < ' ' || char === '\u007f'
}

/** ASCII letters only: what SQLite's `upper` does, and the same on every device whatever its language. */
function upper(text: string): string {
  return text.replace(/[a-z]+/g, (letters) => letters.toUpperCase())
}
