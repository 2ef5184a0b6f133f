import { PROTOCOL_VERSION, type PushBody } from '@cyclecount/contract'
import type { Intake } from '@cyclecount/engine'
import { fakeId, type DeviceId, type OrgId } from '@cyclecount/domain'
import { expect, test } from 'vitest'
import { after } from './intake-after.ts'

const device = { orgId: fakeId<OrgId>('acme'), deviceId: fakeId<DeviceId>('phone') }
const body: PushBody = {
  protocol: PROTOCOL_VERSION,
  batchId: 'one',
  deviceId: device.deviceId,
  appVersion: '1',
  sessions: [],
}

function world() {
  const done: string[] = []
  const over = Promise.withResolvers<void>()
  const intake: Intake = {
    push: async ({ deviceId }, { batchId }) => {
      done.push(batchId)
      return { batchId, deviceId, incarnation: 'first', serverTime: 1, sessions: [] }
    },
    close: async () => void done.push('closed'),
  }
  return { done, over, intake: after(over.promise, intake) }
}

test('[SC3] a push waits for the look at the logs, and is taken in before the server closes', async () => {
  const { done, over, intake } = world()
  const pushing = intake.push(device, body)
  const closing = intake.close()
  await new Promise(setImmediate)
  expect(done).toEqual([])
  over.resolve()
  expect(await pushing).toMatchObject({ batchId: 'one' })
  await closing
  expect(done).toEqual(['one', 'closed'])
})

test('[SC3] where the logs could not be looked at nothing is taken in', async () => {
  const { done, over, intake } = world()
  over.reject(new Error('the disk is gone'))
  await expect(intake.push(device, body)).rejects.toThrow('the disk is gone')
  await intake.close()
  expect(done).toEqual(['closed'])
})
