import { expect, test } from 'vitest'
import { fakeId, type PersonId } from './ids.ts'
import { mentionOf, mentionsIn, withMentions, withNames } from './mentions.ts'

const ana = { personId: fakeId<PersonId>('ana'), name: 'Ana' }
const anabela = { personId: fakeId<PersonId>('anabela'), name: 'Anabela Reis' }
const people = [ana, anabela]
const nameOf = (personId: PersonId) => people.find((one) => one.personId === personId)?.name ?? 'somebody'

test('a name after @ becomes the person, the longest that fits, and is read as a name again', () => {
  const typed = 'Ask @Anabela Reis, then @Ana. Not ana@Bento'
  const kept = withMentions(typed, people)
  expect(kept).toBe(`Ask ${mentionOf(anabela.personId)}, then ${mentionOf(ana.personId)}. Not ana@Bento`)
  expect(mentionsIn(kept)).toEqual([anabela.personId, ana.personId])
  expect(withNames(kept, nameOf)).toBe(typed)
})

test('who is named twice is named once, and what only looks like an id names nobody', () => {
  const kept = `${mentionOf(ana.personId)} ${mentionOf(ana.personId)} <@nobody>`
  expect(mentionsIn(kept)).toEqual([ana.personId])
  expect(withNames(kept, nameOf)).toBe('@Ana @Ana <@nobody>')
})
