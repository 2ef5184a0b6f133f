/** One thing that an audit entry says changed; null where it was not there. Values as text, JSON where they are not plain. */
export interface Change {
  readonly name: string
  readonly before: string | null
  readonly after: string | null
}

/**
 * What differs between the state before and after, both as the log stores them: JSON objects, or any text. What stayed as it
 * was is left out.
 */
export function changesBetween(before: string | null, after: string | null): readonly Change[] {
  const was = membersOf(before)
  const is = membersOf(after)
  if (was === null || is === null) return before === after ? [] : [{ name: '', before, after }]
  return [...new Set([...was.keys(), ...is.keys()])]
    .map((name) => ({ name, before: was.get(name) ?? null, after: is.get(name) ?? null }))
    .filter((change) => change.before !== change.after)
}

/** Null where the text is no JSON object; of nothing there are no members. Of what has parts each part is one, named by its way. */
function membersOf(text: string | null): ReadonlyMap<string, string> | null {
  if (text === null) return new Map()
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
    return new Map(Object.entries(value).flatMap(([name, member]) => partsOf(name, member)))
  } catch {
    return null
  }
}

/** Lists count from one. What is null or empty was not said. */
function partsOf(name: string, value: unknown): readonly (readonly [string, string])[] {
  if (typeof value !== 'object' || value === null) return [[name, textOf(value)]]
  const first = Array.isArray(value) ? 1 : 0
  return Object.entries(value)
    .filter(([, part]) => part !== null)
    .flatMap(([part, inner]) => partsOf(`${name} ${first === 1 ? Number(part) + first : part}`, inner))
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** `readAt` → `read at`, `deltaMilli` → `delta`: the names of the log in words. */
export function wordsOf(name: string): string {
  return name
    .replace(/(Milli|Micros)$/, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
}
