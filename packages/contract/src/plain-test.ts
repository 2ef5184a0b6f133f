import type * as core from 'zod/v4/core'

/**
 * True: the schema takes the value, exactly as it is. False says nothing: then the schema has to be asked. What is understood here of
 * schemas are the few kinds that a captured event is made of.
 */
export type PlainTest = (value: unknown) => boolean

/** For an object's schema; a field that only the schema can judge makes it false where the field is there. */
export function plainObjectTest(shape: Readonly<Record<string, core.$ZodType>>): PlainTest {
  const fields = Object.entries(shape).map(([name, schema]) => ({ name, ...fieldTest(schema) }))
  return (value) => {
    if (typeof value !== 'object' || value === null) return false
    const given = value as Readonly<Record<string, unknown>>
    let right = 0
    for (const { name, test, mayLack } of fields) {
      if (test(given[name])) right += 1
      else if (!mayLack || name in given) return false
    }
    // As many fields as are right: there is none that the schema would leave out.
    return Object.keys(given).length === right
  }
}

function fieldTest(schema: core.$ZodType): { readonly test: PlainTest; readonly mayLack: boolean } {
  const { def } = inside(schema as core.$ZodTypes)
  return def.type === 'optional'
    ? { test: valueTest(def.innerType), mayLack: true }
    : { test: valueTest(schema), mayLack: false }
}

const ask: PlainTest = () => false

function valueTest(schema: core.$ZodType): PlainTest {
  const { def } = inside(schema as core.$ZodTypes)
  if (def.type === 'nullable') {
    const inner = valueTest(def.innerType)
    return (value) => value === null || inner(value)
  }
  if (def.type === 'literal') {
    const [only] = def.values
    return def.values.length === 1 ? (value) => value === only : ask
  }
  if (def.type === 'string') return stringTest(def.checks ?? [])
  if (def.type === 'number' && 'format' in def && def.format === 'safeint')
    return integerTest(def.checks ?? [])
  return ask
}

type Check = core.$ZodCheck

/** What a schema or a check was made from. */
function inside<Zod extends { readonly _zod: unknown }>({ _zod: made }: Zod): Zod['_zod'] {
  return made
}

function stringTest(checks: readonly Check[]): PlainTest {
  let longest = Infinity
  const patterns: RegExp[] = []
  for (const check of checks) {
    const { def } = inside(check as core.$ZodChecks)
    // In UTF-16 units, of which there are at least as many as characters.
    if (def.check === 'max_length') longest = Math.min(longest, def.maximum)
    else if (def.check === 'string_format' && def.format === 'regex' && def.pattern)
      patterns.push(def.pattern)
    else return ask
  }
  const [pattern, ...more] = patterns
  if (more.length > 0) return ask
  if (pattern === undefined) return (value) => typeof value === 'string' && value.length <= longest
  // From event to event most ids are the same: what was right is not looked at again.
  let right: string | null = null
  return (value) => {
    if (typeof value !== 'string') return false
    if (value === right) return true
    if (value.length > longest || !pattern.test(value)) return false
    right = value
    return true
  }
}

function integerTest(checks: readonly Check[]): PlainTest {
  let [least, most] = [-Infinity, Infinity]
  for (const check of checks) {
    const { def } = inside(check as core.$ZodChecks)
    if (def.check === 'greater_than' && def.inclusive) least = Math.max(least, Number(def.value))
    else if (def.check === 'less_than' && def.inclusive) most = Math.min(most, Number(def.value))
    else return ask
  }
  return (value) =>
    typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most
}
