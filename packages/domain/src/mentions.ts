import { parseId, type PersonId } from './ids.ts'

/** A person in the text of a comment, by id: their name can be erased while what was said stays. */
const MENTION = /<@([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})>/g

export function mentionOf(personId: PersonId): string {
  return `<@${personId}>`
}

/** Whom the text names, each once, in the order in which they come. */
export function mentionsIn(text: string): readonly PersonId[] {
  const ids = [...text.matchAll(MENTION)].flatMap(([, id]) => parseId<PersonId>(id ?? '') ?? [])
  return [...new Set(ids)]
}

/** The text with `@` and a name where it names somebody. */
export function withNames(text: string, nameOf: (personId: PersonId) => string): string {
  return text.replace(MENTION, (whole, id: string) => {
    const personId = parseId<PersonId>(id)
    return personId === null ? whole : `@${nameOf(personId)}`
  })
}

/** The reverse, of what a person typed: `@` and the whole name of one of the people. The longest name that fits is meant. */
export function withMentions(
  text: string,
  people: readonly { readonly personId: PersonId; readonly name: string }[],
): string {
  const byLength = people.toSorted((a, b) => b.name.length - a.name.length)
  let said = ''
  for (let place = 0; place < text.length;) {
    const meant =
      text[place] === '@' ? byLength.find(({ name }) => text.startsWith(name, place + 1)) : undefined
    said += meant ? mentionOf(meant.personId) : text[place]
    place += meant ? meant.name.length + 1 : 1
  }
  return said
}
