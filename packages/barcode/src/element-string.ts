import { aiAt, findAi } from './application-identifiers.ts'

/** One GS1 element: application identifier and its value, as encoded. */
export interface Gs1Element {
  readonly ai: string
  readonly value: string
}

/** FNC1 as scanners send it. */
export const GS = '\u001d'

/** How wedges, fonts and test pages write FNC1 when they cannot send the character. */
const writtenGs = /\^\]|<GS>|\{GS\}|\u241d/gi

/**
 * The elements of a GS1 element string (`0109521234543213` `10AB12` GS `17271231`), or null where any part of it is
 * not as GS1 lays down, the same AI stands twice with different values, or nothing is there. A leading or trailing GS
 * is allowed; `^]`, `<GS>`, `{GS}` and ␝ are read as GS.
 */
export function parseElementString(text: string): readonly Gs1Element[] | null {
  const string = text.replace(writtenGs, GS)
  const elements: Gs1Element[] = []
  let at = string.startsWith(GS) ? 1 : 0
  while (at < string.length) {
    const entry = aiAt(string, at)
    if (!entry) return null
    const from = at + entry.ai.length
    const to = entry.length === null ? nextGs(string, from) : from + entry.length
    elements.push({ ai: entry.ai, value: string.slice(from, to) })
    at = string.charAt(to) === GS ? to + 1 : to
  }
  return checkElements(elements)
}

function nextGs(string: string, from: number): number {
  const place = string.indexOf(GS, from)
  return place === -1 ? string.length : place
}

/**
 * The elements of the bracketed form people read (`(01)09521234543213(10)AB12`), under the rules of
 * `parseElementString`. A bracket inside a value is written `\(`.
 */
export function parseBracketed(text: string): readonly Gs1Element[] | null {
  const elements: Gs1Element[] = []
  const piece = /\((\d{2,4})\)((?:\\\(|[^(\\])*)/y
  while (piece.lastIndex < text.length) {
    const [, ai, value] = piece.exec(text) ?? []
    if (ai === undefined || value === undefined) return null
    elements.push({ ai, value: value.replaceAll('\\(', '(') })
  }
  return checkElements(elements)
}

/** The bracketed form of elements, which `parseBracketed` reads back. */
export function formatElements(elements: readonly Gs1Element[]): string {
  return elements.map(({ ai, value }) => `(${ai})${value.replaceAll('(', '\\(')}`).join('')
}

/** The elements without repeats, or null where one is not valid or two contradict each other. */
export function checkElements(elements: readonly Gs1Element[]): readonly Gs1Element[] | null {
  const byAi = new Map<string, string>()
  for (const { ai, value } of elements) {
    if (!findAi(ai)?.accepts(value)) return null
    if ((byAi.get(ai) ?? value) !== value) return null
    byAi.set(ai, value)
  }
  return byAi.size === 0 ? null : [...byAi].map(([ai, value]) => ({ ai, value }))
}
