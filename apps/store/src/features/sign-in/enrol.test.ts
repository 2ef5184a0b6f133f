import {
  ProblemError,
  problem,
  type BodyOf,
  type Call,
  type Me,
  type ReplyOf,
  type Route,
  type routes,
} from '@cyclecount/contract'
import { createDeviceStore, openDeviceDatabase, type DeviceStore } from '@cyclecount/device-db'
import { fakeId, type DeviceId, type PersonId, type Sentence } from '@cyclecount/domain'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { expect, test } from 'vitest'
import { enrol } from './enrol.ts'

type Body = BodyOf<typeof routes.enrolDevice>

test('a device shows its token when somebody else signs in on it, and keeps it', async () => {
  const { store, server } = open()
  await enrol(store, server.call('ana'), 'Phone')
  await enrol(store, server.call('ben'), 'Phone')
  expect(server.asked.map((body) => body.deviceToken)).toEqual([undefined, 'token of first'])
  expect(await store.setting('device')).toMatchObject({
    deviceId: 'first',
    token: 'token of first',
    people: [fakeId('ana'), fakeId('ben')],
  })
  store.close()
})

test('a device that never got its token takes another id and begins anew', async () => {
  const { store, server } = open()
  server.loseReply()
  await expect(enrol(store, server.call('ana'), 'Phone')).rejects.toThrow('no answer')
  await enrol(store, server.call('ana'), 'Phone')
  expect(server.asked.map((body) => body.deviceId)).toEqual(['first', 'first', 'second'])
  expect(await store.setting('device')).toMatchObject({ deviceId: 'second', token: 'token of second' })
  expect(await store.deviceId()).toBe('second')
  store.close()
})

test('a device that has a token keeps its id, whatever the server says', async () => {
  const { store, server } = open()
  await enrol(store, server.call('ana'), 'Phone')
  server.tokens.set('first', 'another one')
  await expect(enrol(store, server.call('ben'), 'Phone')).rejects.toThrow('enrolled already')
  expect(await store.deviceId()).toBe('first')
  store.close()
})

function open(): { store: DeviceStore; server: ReturnType<typeof fakeServer> } {
  const ids = ['first', 'second', 'third'].values()
  const store = createDeviceStore({
    newDeviceId: () => ids.next().value as DeviceId,
    database: openDeviceDatabase('cyclecount', { indexedDB: new IDBFactory(), IDBKeyRange }),
  })
  return { store, server: fakeServer() }
}

/** Knows devices by their tokens, as the server does. */
function fakeServer() {
  const tokens = new Map<string, string>()
  const asked: Body[] = []
  let losing = false
  const enrolled = (body: Body): ReplyOf<typeof routes.enrolDevice> => {
    asked.push(body)
    const known = tokens.get(body.deviceId)
    if (known !== undefined && known !== body.deviceToken)
      throw new ProblemError(problem('forbidden', 'This device is enrolled already.' as Sentence))
    const deviceToken = known ?? `token of ${body.deviceId}`
    tokens.set(body.deviceId, deviceToken)
    if (losing) {
      losing = false
      throw new TypeError('no answer')
    }
    return { deviceId: body.deviceId, deviceToken, incarnation: 'one', serverTime: 0 }
  }
  const call =
    (name: string): Call =>
    async <R extends Route>(route: R, input: { readonly body?: unknown }) => {
      const me = { personId: fakeId<PersonId>(name), name, orgName: 'Acme' } satisfies Partial<Me>
      const reply = route.path === '/api/me' ? me : enrolled(input.body as Body)
      return reply as ReplyOf<R>
    }
  return { tokens, asked, call, loseReply: () => (losing = true) }
}
