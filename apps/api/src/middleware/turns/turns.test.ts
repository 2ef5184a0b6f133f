import { expect, test } from 'vitest'
import { createTurns } from './turns.ts'

test('a caller’s second request waits for the first, and a third is told to come again', async () => {
  const turns = createTurns()
  const order: string[] = []
  const first = await turns.take('phone')
  const second = turns.take('phone').then((end) => {
    order.push('second')
    return end
  })
  await expect(turns.take('phone')).rejects.toMatchObject({ problem: { kind: 'too-many', retryable: true } })
  const other = await turns.take('another phone')
  order.push('another')
  first()
  const end = await second
  expect(order).toEqual(['another', 'second'])
  end()
  other()
  const again = await turns.take('phone')
  again()
})
