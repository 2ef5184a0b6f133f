import type { AbcSettings } from '@cyclecount/contract'

export type AbcClass = AbcSettings['classes'][number]

/** A class as it is typed: the texts of its fields. */
export interface AbcDraft {
  readonly name: string
  readonly through: string
  readonly every: string
}

const LETTERS = 'ABCDEFGH'
const WHOLE_MILLI = 100_000

export function draftsOf(classes: readonly AbcClass[]): readonly AbcDraft[] {
  return classes.map(({ name, throughMilli, everyDays }) => ({
    name,
    through: String(throughMilli / 1000),
    every: String(everyDays),
  }))
}

/** The classes that are typed, in their order; null while they make no sense: shares rise to 100 %, days are whole. */
export function classesOf(drafts: readonly AbcDraft[]): AbcClass[] | null {
  const classes = drafts.map(({ name, through, every }) => ({
    name,
    throughMilli: Math.round(Number(through.replace(',', '.')) * 1000),
    everyDays: Number(every),
  }))
  const isRight = classes.every(
    ({ throughMilli, everyDays }, at) =>
      Number.isInteger(everyDays) &&
      everyDays >= 1 &&
      everyDays <= 3660 &&
      throughMilli > (classes[at - 1]?.throughMilli ?? 0) &&
      throughMilli <= WHOLE_MILLI,
  )
  return isRight && classes.at(-1)?.throughMilli === WHOLE_MILLI ? classes : null
}

/** With one class more at the end, half of the last share its own; null where there are as many as there can be. */
export function withOneMore(drafts: readonly AbcDraft[]): readonly AbcDraft[] | null {
  const letter = [...LETTERS].find((name) => drafts.every((draft) => draft.name !== name))
  const last = drafts.at(-1)
  if (letter === undefined || !last) return null
  const before = Number(drafts.at(-2)?.through ?? 0)
  return [
    ...drafts.slice(0, -1),
    { ...last, through: String(Math.round((before + 100) * 5) / 10) },
    { name: letter, through: '100', every: last.every },
  ]
}

/** Without the class; the last that is left goes up to 100 %. */
export function without(drafts: readonly AbcDraft[], name: string): readonly AbcDraft[] {
  const left = drafts.filter((draft) => draft.name !== name)
  return left.map((draft, at) => (at === left.length - 1 ? { ...draft, through: '100' } : draft))
}
