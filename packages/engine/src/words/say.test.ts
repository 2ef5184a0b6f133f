import { expect, test } from 'vitest'
import { aside } from './aside.ts'
import { checklist } from './checklist.ts'
import { explanation } from './explanation.ts'
import { history } from './history.ts'
import { problems } from './problems.ts'
import { say } from './say.ts'

const subjects = [aside, checklist, explanation, history, problems]
const all = subjects.flatMap((messages) => Object.entries(messages))

test('every message can be said with what it names, in the singular and the plural', () => {
  const keys = all.map(([key]) => key as Parameters<typeof say>[0])
  for (const [index, key] of keys.entries()) {
    const names = [...(all[index]?.[1] ?? '').matchAll(/\{(\w+)/g)].map(([, name]) => name ?? '')
    for (const n of [1, 3]) {
      const values = Object.fromEntries(names.map((name) => [name, name === 'n' ? n : `of ${name}`]))
      expect(say(key, values), key).not.toMatch(/[{}]|undefined/)
    }
  }
})

test('no subject takes a key of another', () => {
  expect(new Set(all.map(([key]) => key)).size).toBe(all.length)
})
