import type { ApprovalLimits } from './approval-levels.ts'

/**
 * Guardrails say what happens to a variance without a person: it is decided automatically, goes to a person, or is recounted
 * first. They come in layers, and the strictest limit of every layer that names the line holds, so that the order of the layers
 * says nothing and no layer opens what another one closes.
 */

/** What may be off at most; what lies on the limit is within. Null: this layer sets none. A quantity of 0 is never within. */
export interface Limits {
  readonly quantityMilli: number | null
  /** Thousandths of a percent of what was expected. */
  readonly percentMilli: number | null
  /** At cost, in the layer's currency. */
  readonly valueMicros: bigint | null
}

/** Limits by sign: what is missing may be judged otherwise than what is too much. */
export interface Band {
  readonly short: Limits
  readonly over: Limits
}

/**
 * Of what the book holds nothing of, no percent can be said: the limits of quantity and value hold alone (`limits`), a person
 * decides, or it is recounted first. The strictest holds; where no layer says it, a person decides.
 */
export const zeroBookRules = ['limits', 'person', 'recount'] as const
export type ZeroBookRule = (typeof zeroBookRules)[number]

/** What one session may have decided automatically at most, all its lines together. */
export interface SessionCap {
  readonly lines: number | null
  readonly valueMicros: bigint | null
}

/** Which lines a layer names; what is null narrows nothing. */
export interface LayerScope {
  readonly countType: string | null
  readonly category: string | null
  readonly abcClass: string | null
  readonly facilityId: string | null
}

export interface GuardLayer {
  readonly name: string
  readonly scope: LayerScope
  /** Of the layer's amounts; null where it names none. */
  readonly currency: string | null
  readonly automatic: Band | null
  readonly recount: Band | null
  readonly zeroBook: ZeroBookRule | null
  readonly cap: SessionCap | null
  /** What one person approves alone at most, by role. */
  readonly approval: ApprovalLimits | null
}

export interface Guardrails {
  /** Whether anything is decided automatically at all. */
  readonly isAutomatic: boolean
  readonly layers: readonly GuardLayer[]
}

/** What a guardrail looks at of a line. */
export interface GuardedLine {
  /** Names the line, and orders it among others of the same value. */
  readonly key: string
  readonly scope: LayerScope
  readonly state: 'counted' | 'confirmed-empty' | 'not-found' | 'unknown-code'
  /** Two people said “exactly” without knowing of each other. */
  readonly isContradicted: boolean
  /** The book changed around the count and cannot say when, so what was expected is a range. */
  readonly isRange: boolean
  /** What its counts came to, where it was recounted. */
  readonly recount: 'agreed' | 'third-wanted' | 'no-two-agree' | null
  readonly sessions: readonly string[]
  readonly expectedMilli: number
  readonly varianceMilli: number
  /** Unknown is null, never 0. */
  readonly costVarianceMicros: bigint | null
  readonly currency: string
  /** It belongs to somebody else: no limit of value is about it, and it uses up none. */
  readonly isConsigned: boolean
}

export const grounds = [
  'off',
  'no-limit',
  'nobody-counted',
  'unknown-code',
  'contradicted',
  'range',
  'no-two-agree',
  'counts-differ',
  'cost-unknown',
  'other-currency',
  'zero-book',
  'quantity',
  'percent',
  'value',
  'cap',
] as const
export type Ground = (typeof grounds)[number]

/** Why a line is not decided automatically; `layer` names whose limit it is beyond, null where it is no layer's. */
export interface Because {
  readonly ground: Ground
  readonly layer: string | null
}

export type Verdict =
  | { readonly kind: 'automatic' }
  | { readonly kind: 'person'; readonly because: readonly Because[] }
  | { readonly kind: 'recount'; readonly because: readonly Because[] }

/**
 * What becomes of lines that differ. The same lines in any order get the same verdicts, and what was decided automatically before
 * (`taken`) counts against the caps of its sessions. Where a cap does not hold all that is within the limits, the least valuable lines
 * are decided first, so that what goes to a person is what matters most.
 */
export function judge(
  rules: Guardrails,
  lines: readonly GuardedLine[],
  taken: readonly GuardedLine[],
): ReadonlyMap<string, Verdict> {
  const verdicts = new Map(lines.map((line) => [line.key, judgeAlone(rules, line)] as const))
  const purses = rules.layers.flatMap((layer): Purse[] =>
    layer.cap === null ? [] : [{ layer, cap: layer.cap, used: new Map() }],
  )
  if (purses.length === 0) return verdicts
  for (const line of taken) for (const purse of purses) takeFrom(purse, line)
  const candidates = lines.filter((line) => verdicts.get(line.key)?.kind === 'automatic').toSorted(leastFirst)
  for (const line of candidates) {
    const empty = purses.filter((purse) => namesLine(purse.layer, line.scope) && !holds(purse, line))
    if (empty.length === 0) for (const purse of purses) takeFrom(purse, line)
    else
      verdicts.set(line.key, { kind: 'person', because: empty.map(({ layer }) => beyond('cap', layer.name)) })
  }
  return verdicts
}

/** The verdict on one line by itself, caps left out. */
export function judgeAlone(rules: Guardrails, line: GuardedLine): Verdict {
  const layers = rules.layers.filter((layer) => namesLine(layer, line.scope))
  const zeroBook = line.expectedMilli === 0 ? strictest(layers) : null
  const wanted = recountWanted(layers, line, zeroBook)
  if (wanted.length > 0) {
    const isDone = line.recount === 'agreed' || line.recount === 'no-two-agree'
    return { kind: isDone ? 'person' : 'recount', because: wanted }
  }
  const because = [...doubts(rules, layers, line, zeroBook), ...crossed(layers, line, 'automatic')]
  return because.length === 0 ? { kind: 'automatic' } : { kind: 'person', because }
}

function recountWanted(
  layers: readonly GuardLayer[],
  line: GuardedLine,
  zeroBook: ZeroBookRule | null,
): readonly Because[] {
  if (line.state === 'unknown-code') return []
  return [
    ...(line.recount === 'third-wanted' ? [beyond('counts-differ')] : []),
    ...(zeroBook === 'recount' ? [beyond('zero-book')] : []),
    ...crossed(layers, line, 'recount'),
  ]
}

/** What keeps a line from being decided automatically whatever its figures are. */
function doubts(
  rules: Guardrails,
  layers: readonly GuardLayer[],
  line: GuardedLine,
  zeroBook: ZeroBookRule | null,
): readonly Because[] {
  if (!rules.isAutomatic) return [beyond('off')]
  const bands = layers.flatMap(({ automatic }) => (automatic ? [sideOf(automatic, line)] : []))
  const isLimited = bands.some(
    (limits) =>
      limits.quantityMilli !== null ||
      (limits.valueMicros !== null && !line.isConsigned) ||
      (limits.percentMilli !== null && line.expectedMilli !== 0),
  )
  const isElsewhere = layers.some((layer) => namesAmounts(layer) && layer.currency !== line.currency)
  return [
    ...(line.state === 'unknown-code' ? [beyond('unknown-code')] : []),
    ...(line.state === 'not-found' || line.state === 'confirmed-empty' ? [beyond('nobody-counted')] : []),
    ...(line.isContradicted ? [beyond('contradicted')] : []),
    ...(line.isRange ? [beyond('range')] : []),
    ...(line.recount === 'no-two-agree' ? [beyond('no-two-agree')] : []),
    ...(line.costVarianceMicros === null && !line.isConsigned ? [beyond('cost-unknown')] : []),
    ...(isElsewhere && !line.isConsigned ? [beyond('other-currency')] : []),
    ...(zeroBook === 'person' ? [beyond('zero-book')] : []),
    ...(isLimited ? [] : [beyond('no-limit')]),
  ]
}

/** The limits that the line is beyond, each with its layer. */
function crossed(
  layers: readonly GuardLayer[],
  line: GuardedLine,
  which: 'automatic' | 'recount',
): readonly Because[] {
  return layers.flatMap((layer) => {
    const band = layer[which]
    return band === null ? [] : groundsOf(sideOf(band, line), layer, line)
  })
}

function groundsOf(limits: Limits, layer: GuardLayer, line: GuardedLine): readonly Because[] {
  const off = Math.abs(line.varianceMilli)
  const isValued = layer.currency === line.currency && !line.isConsigned
  const value = isValued ? line.costVarianceMicros : null
  return [
    ...(limits.quantityMilli !== null && off > limits.quantityMilli ? [beyond('quantity', layer.name)] : []),
    ...(limits.percentMilli !== null && isBeyondPercent(line, limits.percentMilli)
      ? [beyond('percent', layer.name)]
      : []),
    ...(limits.valueMicros !== null && value !== null && absolute(value) > limits.valueMicros
      ? [beyond('value', layer.name)]
      : []),
  ]
}

/** Multiplied instead of divided, so that 5.0004 % is beyond 5 %. */
function isBeyondPercent(line: GuardedLine, percentMilli: number): boolean {
  if (line.expectedMilli === 0) return false
  const off = BigInt(Math.abs(line.varianceMilli)) * 100_000n
  return off > BigInt(percentMilli) * BigInt(Math.abs(line.expectedMilli))
}

function strictest(layers: readonly GuardLayer[]): ZeroBookRule {
  const said = layers.flatMap(({ zeroBook }) => zeroBook ?? [])
  if (said.length === 0) return 'person'
  return zeroBookRules.findLast((rule) => said.includes(rule)) ?? 'person'
}

/** Whether the layer holds for lines of this kind. */
export function namesLine({ scope: named }: Pick<GuardLayer, 'scope'>, scope: LayerScope): boolean {
  return (
    (named.countType === null || named.countType === scope.countType) &&
    (named.category === null || named.category === scope.category) &&
    (named.abcClass === null || named.abcClass === scope.abcClass) &&
    (named.facilityId === null || named.facilityId === scope.facilityId)
  )
}

function namesAmounts({ automatic, recount, cap }: GuardLayer): boolean {
  const limits = [automatic, recount].flatMap((band) => (band ? [band.short, band.over] : []))
  return [...limits, cap].some((named) => named !== null && named.valueMicros !== null)
}

function sideOf(band: Band, line: GuardedLine): Limits {
  return line.varianceMilli < 0 ? band.short : band.over
}

interface Used {
  readonly lines: number
  readonly valueMicros: bigint
}

/** What the sessions have used up of a layer's cap. */
interface Purse {
  readonly layer: GuardLayer
  readonly cap: SessionCap
  readonly used: Map<string, Used>
}

const NOTHING: Used = { lines: 0, valueMicros: 0n }

function takeFrom({ layer, used }: Purse, line: GuardedLine): void {
  if (!namesLine(layer, line.scope)) return
  for (const session of new Set(line.sessions)) {
    const { lines, valueMicros } = used.get(session) ?? NOTHING
    used.set(session, { lines: lines + 1, valueMicros: valueMicros + valueOf(line) })
  }
}

/** Whether every session of the line may have it decided automatically beside what it had already. */
function holds({ cap, used }: Purse, line: GuardedLine): boolean {
  return line.sessions.every((session) => {
    const { lines, valueMicros } = used.get(session) ?? NOTHING
    const isLeft = cap.lines === null || lines + 1 <= cap.lines
    return isLeft && (cap.valueMicros === null || valueMicros + valueOf(line) <= cap.valueMicros)
  })
}

function leastFirst(a: GuardedLine, b: GuardedLine): number {
  const difference = valueOf(a) - valueOf(b)
  if (difference !== 0n) return difference < 0n ? -1 : 1
  return a.key < b.key ? -1 : 1
}

function valueOf(line: GuardedLine): bigint {
  return line.isConsigned ? 0n : absolute(line.costVarianceMicros ?? 0n)
}

function absolute(micros: bigint): bigint {
  return micros < 0n ? -micros : micros
}

function beyond(ground: Ground, layer: string | null = null): Because {
  return { ground, layer }
}
