import { brokenMessages } from '@cyclecount/ui/messages'
import { expect, test } from 'vitest'
import { en } from './en.ts'
import { board } from './board.ts'
import { frame } from './frame.ts'
import { offsets } from './offsets.ts'
import { precedence } from './precedence.ts'
import { reasons } from './reasons.ts'
import { records } from './records.ts'
import { review } from './review.ts'
import { rules } from './rules.ts'
import { runs } from './runs.ts'
import { setAside } from './set-aside.ts'
import { submissions } from './submissions.ts'
import { words } from './words.ts'

test('every message can be read', () => {
  expect(brokenMessages(en)).toEqual([])
})

test('no two parts of the catalogue name the same key, and every key is the console’s', () => {
  const names = [
    frame,
    board,
    runs,
    review,
    records,
    setAside,
    submissions,
    offsets,
    precedence,
    reasons,
    rules,
    words,
  ].flatMap((part) => Object.keys(part))
  expect(new Set(names).size).toBe(names.length)
  expect(names.filter((name) => !name.startsWith('console.'))).toEqual([])
})
