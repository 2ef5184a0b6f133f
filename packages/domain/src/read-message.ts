/** A message as Lingui says it without compiling: text, names of values, and choices by number or by word. */
export type ReadMessage = Part[]
type Part = string | [name: string] | [name: string, by: string, choices: Record<string, Part[]>]

/**
 * Reads a message of a catalogue: text, `{name}`, `{n, plural, =0 {…} one {# …} other {…}}` and `{word, select, a {…} other {…}}`. It is
 * the part of ICU MessageFormat that catalogues here use, in a twentieth of the code that the whole of it takes on a phone; the tests of
 * the catalogues hold it against Lingui's own compiler. What cannot be read is shown as it is written. `mapText` is for the
 * pseudo-locale.
 */
export function readMessage(text: string, mapText: (text: string) => string = (same) => same): ReadMessage {
  let at = 0
  try {
    const parts = readParts(false)
    return at === text.length ? parts : [text]
  } catch (error) {
    if (error instanceof SyntaxError) return [text]
    throw error
  }

  /** Up to the brace that closes it, or the end. */
  function readParts(counts: boolean): Part[] {
    const parts: Part[] = []
    while (at < text.length && text[at] !== '}') {
      if (text[at] === '{') parts.push(readValue())
      else if (counts && text[at] === '#') {
        at += 1
        parts.push('#')
      } else parts.push(mapText(take(counts ? /[^{}#]+/y : /[^{}]+/y)))
    }
    return parts
  }

  function readValue(): Part {
    const name = take(/\{\s*\w+\s*/y)
      .slice(1)
      .trim()
    if (take(/[},]/y) === '}') return [name]
    const by =
      take(/\s*(plural|select)\s*,\s*/y)
        .split(',')[0]
        ?.trim() ?? ''
    const choices: Record<string, Part[]> = {}
    while (text[at] !== '}') {
      const key = take(/=?[\w-]+\s*\{/y)
        .slice(0, -1)
        .trim()
      choices[key.replace('=', '')] = readParts(by === 'plural')
      take(/\}\s*/y)
    }
    at += 1
    return [name, by, choices]
  }

  function take(what: RegExp): string {
    what.lastIndex = at
    const [found] = what.exec(text) ?? []
    if (found === undefined) throw new SyntaxError(`this cannot be read at ${at}: ${text}`)
    at += found.length
    return found
  }
}
