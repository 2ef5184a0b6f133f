import { createDeviceStore, openDeviceDatabase, type DeviceStore } from '@cyclecount/device-db'
import { fakeId, type DeviceId, type PersonId } from '@cyclecount/domain'
import type { Lock } from '@cyclecount/sync'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createPeople, type People } from './people.ts'

const ana = { personId: fakeId<PersonId>('ana'), name: 'Ana', orgName: 'Acme' }
const ben = { personId: fakeId<PersonId>('ben'), name: 'Ben', orgName: 'Acme' }

let store: DeviceStore
let people: People

beforeEach(() => {
  store = createDeviceStore({
    newDeviceId: () => fakeId<DeviceId>('phone'),
    database: openDeviceDatabase('cyclecount', { indexedDB: new IDBFactory(), IDBKeyRange }),
  })
  people = createPeople(store, inTurn(), () => 1_700_000_000_000)
})
afterEach(() => store.close())

test('SYNC-6 SEC-5 people of a shared device come back by their own PIN, each with their own tokens', async () => {
  await people.welcome(ana, tokens('ana'))
  await people.choosePin(ana.personId, '2580')
  await people.leave()
  await people.welcome(ben, tokens('ben'))
  await people.choosePin(ben.personId, '1470')
  expect(await store.setting('person')).toEqual(ben)
  await people.leave()

  expect(await people.enter(ana.personId, '1470')).toMatchObject({ kind: 'wrong' })
  expect(await store.setting('person')).toBeNull()
  expect(await people.enter(ana.personId, '2580')).toEqual({ kind: 'right' })
  expect(await store.setting('person')).toEqual(ana)
  const known = await store.setting('people')
  expect(known?.[ana.personId]?.tokens).toEqual(tokens('ana'))
  expect(known?.[ben.personId]?.tokens).toEqual(tokens('ben'))
})

test('two tabs have no more tries than one', async () => {
  await people.welcome(ana, tokens('ana'))
  await people.choosePin(ana.personId, '2580')
  const answers = await Promise.all(
    ['0000', '1111', '2222', '2580'].map((pin) => people.enter(ana.personId, pin)),
  )
  expect(answers.map(({ kind }) => kind)).toEqual(['wrong', 'wrong', 'wrong', 'wait'])
})

test('who wants no PIN, and who is not known, has to sign in', async () => {
  await people.welcome(ana, tokens('ana'))
  expect((await store.setting('people'))?.[ana.personId]?.pin).toBe('undecided')
  await people.choosePin(ana.personId, null)
  expect(await people.enter(ana.personId, '2580')).toEqual({ kind: 'sign-in' })
  expect(await people.enter(ben.personId, '2580')).toEqual({ kind: 'sign-in' })
})

test('signing in again keeps the PIN and brings new tokens', async () => {
  await people.welcome(ana, tokens('ana'))
  await people.choosePin(ana.personId, '2580')
  await people.welcome(ana, tokens('ana again'))
  expect(await people.enter(ana.personId, '2580')).toEqual({ kind: 'right' })
  expect((await store.setting('people'))?.[ana.personId]?.tokens).toEqual(tokens('ana again'))
})

test('who is removed is known no more, and others keep the device', async () => {
  await people.welcome(ana, tokens('ana'))
  await people.welcome(ben, tokens('ben'))
  expect(await people.forget(ana.personId)).toBe('id of ana')
  expect(Object.keys((await store.setting('people')) ?? {})).toEqual([ben.personId])
  expect(await store.setting('person')).toEqual(ben)
  await people.forget(ben.personId)
  expect(await store.setting('person')).toBeNull()
})

function tokens(of: string) {
  return { accessToken: of, refreshToken: null, idToken: `id of ${of}`, expiresAt: 1 }
}

function inTurn(): Lock {
  let last: Promise<unknown> = Promise.resolve()
  return {
    hold: (_name, _mode, work) => {
      const done = last.then(work)
      last = done.catch(() => null)
      return done
    },
  }
}
