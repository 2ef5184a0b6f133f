import { findAi } from './application-identifiers.ts'
import { checkElements } from './element-string.ts'
import type { Gs1Element } from './element-string.ts'

/** Primary keys of a path and, in order, the qualifiers that may follow; `|` parts alternatives. */
const qualifiersByKey: Readonly<Record<string, string>> = {
  '00': '',
  '01': '22 10 21|235',
  '253': '',
  '255': '',
  '401': '',
  '402': '',
  '414': '254|7040',
  '415': '8020',
  '417': '7040',
  '8003': '',
  '8004': '7040',
  '8006': '22 10 21',
  '8010': '8011',
  '8013': '',
  '8017': '8019',
  '8018': '8019',
}

const uri =
  /^(?:https?|HTTPS?):\/\/(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(?::\d+)?(\/[^?#]*)(?:\?([^#]*))?(?:#.*)?$/
/** RFC 3986 has no place for these. */
const notInUri = /[^!#-;=?-[\]_a-z~]/

/**
 * The elements of a GS1 Digital Link URI, or null where it is none: any host and any path before the primary key,
 * qualifiers in their order, GS1 query parameters; other parameters are passed over. `http` and `https` in one case.
 * A GTIN of 8, 12 or 13 digits is padded. Source: GS1 Digital Link Standard, URI Syntax.
 */
export function parseDigitalLink(text: string): readonly Gs1Element[] | null {
  const [, path, query] = notInUri.test(text) ? [] : (uri.exec(text) ?? [])
  if (path === undefined) return null
  const pathElements = readPath(path)
  const queryElements = pathElements && readQuery(query ?? '')
  if (!pathElements || !queryElements || clashes(pathElements, queryElements)) return null
  return checkElements([...pathElements, ...queryElements].map(padGtin))
}

/** Primary key and qualifiers: the pairs at the end of the path, from the last primary key on. */
function readPath(path: string): Gs1Element[] | null {
  const segments = path.slice(1).split('/')
  for (let start = segments.length - 2; start >= 0; start -= 2) {
    const key = segments[start] ?? ''
    if (!Object.hasOwn(qualifiersByKey, key)) continue
    const elements = readPairs(segments.slice(start))
    return elements && inOrder(key, elements) ? elements : null
  }
  return null
}

function readPairs(segments: readonly string[]): Gs1Element[] | null {
  const elements: Gs1Element[] = []
  for (let place = 0; place < segments.length; place += 2) {
    const value = decode(segments[place + 1] ?? '')
    if (value === null) return null
    elements.push({ ai: segments[place] ?? '', value })
  }
  return elements
}

function inOrder(key: string, elements: readonly Gs1Element[]): boolean {
  const used = elements.slice(1).map(({ ai }) => ai)
  return (qualifiersByKey[key] ?? '').split('|').some((sequence) => {
    const allowed = sequence.split(' ')
    return used.every(
      (ai, place) => allowed.indexOf(ai) > (place === 0 ? -1 : allowed.indexOf(used[place - 1] ?? '')),
    )
  })
}

function readQuery(query: string): Gs1Element[] | null {
  const elements: Gs1Element[] = []
  for (const parameter of query.split('&')) {
    const equals = parameter.indexOf('=')
    const ai = equals === -1 ? '' : parameter.slice(0, equals)
    if (!/^\d+$/.test(ai)) continue
    const value = decode(parameter.slice(equals + 1).replaceAll('+', ' '))
    if (value === null || !findAi(ai)?.inQuery) return null
    elements.push({ ai, value })
  }
  return elements
}

/** A query may neither repeat an element nor hold what belongs into the path. */
function clashes(path: readonly Gs1Element[], query: readonly Gs1Element[]): boolean {
  const inPath = (qualifiersByKey[path[0]?.ai ?? ''] ?? '').split(/[ |]/)
  const seen = new Set([...inPath, ...path.map(({ ai }) => ai)])
  return query.some(({ ai }) => seen.has(ai) || !seen.add(ai))
}

/** Percent-decoded text, or null where a sequence is broken. GS1 values are ASCII, so one byte is one character. */
function decode(text: string): string | null {
  if (/%(?![0-9A-Fa-f]{2})/.test(text)) return null
  return text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

function padGtin({ ai, value }: Gs1Element): Gs1Element {
  return ai === '01' && /^(\d{8}|\d{12,13})$/.test(value)
    ? { ai, value: value.padStart(14, '0') }
    : { ai, value }
}
