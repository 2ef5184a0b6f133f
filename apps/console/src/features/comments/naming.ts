/** A person who can be named. */
export interface Nameable {
  readonly personId: string
  readonly name: string
}

const OFFERED = 6

/** What is being typed after an @ that ends at the caret; null where nobody is being named. */
export function namingAt(text: string, caret: number): string | null {
  const [, typed] = /(?:^|\s)@([^@\n]{0,40})$/.exec(text.slice(0, caret)) ?? []
  return typed ?? null
}

/** Who may be meant: those of whose name a part begins like this. */
export function offeredFor<P extends Nameable>(people: readonly P[], typed: string): readonly P[] {
  const wanted = typed.toLocaleLowerCase()
  return people
    .filter(({ name }) => {
      const lower = name.toLocaleLowerCase()
      return lower !== wanted && (lower.startsWith(wanted) || lower.includes(` ${wanted}`))
    })
    .slice(0, OFFERED)
}

/** The text with the whole name in place of what was typed of it, and where the caret goes then. */
export function named(
  text: string,
  caret: number,
  typed: string,
  name: string,
): { readonly text: string; readonly caret: number } {
  const before = text.slice(0, caret - typed.length) + name
  const after = text.slice(caret)
  const gap = /^[\s.,;:!?)]/.test(after) ? '' : ' '
  return { text: before + gap + after, caret: before.length + gap.length }
}
