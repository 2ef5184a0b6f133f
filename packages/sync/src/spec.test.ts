import { sessionTransitions } from '@cyclecount/domain'
import { expect, test } from 'vitest'
import spec from '../SPEC.md?raw'
import { connectionTransitions } from './connection.ts'

/** The Markdown table whose first head says this, as an object of its rows. */
function tableOf(name: string): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const lines = spec.split('\n').map((line) => line.split('|').map((cell) => cell.trim()))
  const head = lines.findIndex(([, first]) => first === name)
  const [, , ...moves] = (lines[head] ?? []).slice(0, -1)
  const rows = lines.slice(head + 2)
  const end = rows.findIndex((row) => row.length === 1)
  return Object.fromEntries(
    rows
      .slice(0, end)
      .map(([, state = '', ...cells]) => [
        state,
        Object.fromEntries(moves.map((move, at) => [move, cells[at] ?? ''])),
      ]),
  )
}

test('[CN1] the table of the connection is what the specification shows', () => {
  expect(connectionTransitions).toEqual(tableOf('connection'))
})

test('[SS1] the table of a session is what the specification shows', () => {
  expect(sessionTransitions).toEqual(tableOf('session'))
})
