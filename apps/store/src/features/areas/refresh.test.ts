import type { Call, ReplyOf, Route } from '@cyclecount/contract'
import { createDeviceStore, openDeviceDatabase } from '@cyclecount/device-db'
import { fakeId, type DeviceId, type SessionId } from '@cyclecount/domain'
import { acknowledge, contractPlace, fakeStamp } from '@cyclecount/sync/testing'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { expect, test } from 'vitest'
import { refreshAreas } from './refresh.ts'

const session = fakeId<SessionId>('session')

test('a device with nothing to send learns that the server was restored, and sends again', async () => {
  const store = createDeviceStore({
    newDeviceId: () => fakeId<DeviceId>('phone'),
    database: openDeviceDatabase('cyclecount', { indexedDB: new IDBFactory(), IDBKeyRange }),
  })
  await store.capture(session, { kind: 'start', ...contractPlace }, fakeStamp())
  await acknowledge(store, 1, { clockOffsetMs: 250 })
  await refreshAreas(store, serverOf('one'), { hold: (_name, _mode, work) => work() })
  expect(await store.waiting()).toEqual([])
  await refreshAreas(store, serverOf('two'), { hold: (_name, _mode, work) => work() })
  expect(await store.waiting()).toMatchObject([{ sessionId: session, acked: 0, last: 1 }])
  expect(await store.setting('device')).toMatchObject({ incarnation: 'two', clockOffsetMs: 250 })
  store.close()
})

function serverOf(incarnation: string): Call {
  return async <R extends Route>(route: R) => {
    const reply =
      route.path === '/api/me' ? { incarnation } : { personId: fakeId('ana'), facilities: [], areas: [] }
    return reply as ReplyOf<R>
  }
}
