import { expect, test } from 'vitest'
import { createConnection } from './connection.ts'

test('who listens hears of a loss and of its end, each once', () => {
  const connection = createConnection()
  const heard: boolean[] = []
  const stop = connection.subscribe(() => heard.push(connection.isLost()))
  connection.answered()
  connection.failed()
  connection.failed()
  connection.answered()
  connection.answered()
  expect(heard).toEqual([true, false])
  stop()
  connection.failed()
  expect(heard).toEqual([true, false])
})
