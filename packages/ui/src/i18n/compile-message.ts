import type { CompiledMessage } from '@lingui/message-utils/compileMessage'

type Token = CompiledMessage[number]

/** A message that is not ICU MessageFormat. `at` is where the reading stopped. */
export interface MessageFault {
  readonly kind: 'message-fault'
  readonly at: number
}

/** Rewrites the words between the placeholders. */
export type MapText = (text: string) => string

/** The text being read, and how far. */
interface Source {
  readonly text: string
  readonly inPlural: boolean
  at: number
}

const name = /\s*([^\s{},#']+)\s*/y
const caseKey = /\s*(=\d+|[^\s{},#'=]+)\s*\{/y
const offsetOption = /\s*offset\s*:\s*(\d+)/y
const quoted = /'([{}](?:[^']|'')*)'(?!')/y
const quotedInPlural = /'([{}#](?:[^']|'')*)'(?!')/y
const branching = ['plural', 'selectordinal', 'select']

/**
 * Compiles ICU MessageFormat to what Lingui's runtime interpolates: arguments, plural, selectordinal, select, simple
 * formats, `#`, and quoting by apostrophes. A tenth of the weight of Lingui's own compiler, whose date skeletons we do
 * not use, and the test compares the two.
 */
export function compileMessage(
  message: string,
  mapText: MapText = (text) => text,
): CompiledMessage | MessageFault {
  const source: Source = { text: message, inPlural: false, at: 0 }
  const tokens = readTokens(source, mapText)
  return tokens !== null && source.at === message.length ? tokens : { kind: 'message-fault', at: source.at }
}

/** Reads up to the end or to a closing brace that is not its own; null where the text is no message. */
function readTokens(source: Source, mapText: MapText): CompiledMessage | null {
  const tokens: Token[] = []
  let words = ''
  const endWords = (): void => {
    if (words !== '') tokens.push(mapText(words))
    words = ''
  }
  while (source.at < source.text.length && source.text[source.at] !== '}') {
    const sign = source.text[source.at]
    if (sign === '{') {
      endWords()
      const argument = readArgument(source, mapText)
      if (argument === null) return null
      tokens.push(argument)
    } else if (sign === '#' && source.inPlural) {
      endWords()
      tokens.push('#')
      source.at += 1
    } else {
      words += sign === "'" ? readApostrophe(source) : sign
      source.at += sign === "'" ? 0 : 1
    }
  }
  endWords()
  return tokens
}

/** `''` is an apostrophe, `'{…'` keeps braces as they are, any other stands for itself. */
function readApostrophe(source: Source): string {
  const kept = take(source, source.inPlural ? quotedInPlural : quoted)
  if (kept !== null) return kept.replaceAll("''", "'")
  source.at += source.text[source.at + 1] === "'" ? 2 : 1
  return "'"
}

function readArgument(source: Source, mapText: MapText): Token | null {
  source.at += 1
  const argument = take(source, name)
  if (argument === null) return null
  if (takeSign(source, '}')) return [argument]
  const type = takeSign(source, ',') ? take(source, name) : null
  if (type === null) return null
  const branches = branching.includes(type)
  if (!branches && takeSign(source, '}')) return [argument, type]
  if (!takeSign(source, ',')) return null
  return branches ? readCases(source, argument, type, mapText) : readFormat(source, argument, type)
}

function readFormat(source: Source, argument: string, type: string): Token | null {
  const end = source.text.indexOf('}', source.at)
  if (end < 0) return null
  const format = source.text.slice(source.at, end).trim()
  source.at = end + 1
  return [argument, type, format]
}

function readCases(source: Source, argument: string, type: string, mapText: MapText): Token | null {
  const offset = type === 'select' ? null : take(source, offsetOption)
  const cases: Record<string, CompiledMessage | number | undefined> = {
    offset: offset === null ? undefined : Number(offset),
  }
  for (let key = take(source, caseKey); key !== null; key = take(source, caseKey)) {
    const inner: Source = { text: source.text, inPlural: source.inPlural || type !== 'select', at: source.at }
    const tokens = readTokens(inner, mapText)
    source.at = inner.at
    if (tokens === null || !takeSign(source, '}')) return null
    cases[key.startsWith('=') ? key.slice(1) : key] = tokens
  }
  skipSpace(source)
  return 'other' in cases && takeSign(source, '}') ? [argument, type, cases] : null
}

function take(source: Source, pattern: RegExp): string | null {
  pattern.lastIndex = source.at
  const match = pattern.exec(source.text)
  if (match) source.at = pattern.lastIndex
  return match?.[1] ?? null
}

function takeSign(source: Source, sign: string): boolean {
  const found = source.text[source.at] === sign
  if (found) source.at += 1
  return found
}

function skipSpace(source: Source): void {
  while (/\s/.test(source.text[source.at] ?? '')) source.at += 1
}
