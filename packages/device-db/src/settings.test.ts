import { expect, test } from 'vitest'
import { createFakeDevice } from './fake-device.ts'
import { createSettingReader } from './settings.ts'

test('settings asked for in one moment are one look into the database, and each is answered', async () => {
  const { store, database } = await createFakeDevice()
  await store.setSetting('preferences', { sound: 1, vibration: 2, theme: 'dark', hand: 'left' })
  let looks = 0
  const setting = createSettingReader(database, async (work) => {
    looks += 1
    return work()
  })
  const [preferences, person, again] = await Promise.all([
    setting('preferences'),
    setting('person'),
    setting('preferences'),
  ])
  expect(preferences).toMatchObject({ theme: 'dark' })
  expect(again).toEqual(preferences)
  expect(person).toBeNull()
  expect(looks).toBe(1)
  // Whoever asks later is told what was written since.
  await store.setSetting('preferences', { sound: 1, vibration: 2, theme: 'light', hand: 'left' })
  expect(await setting('preferences')).toMatchObject({ theme: 'light' })
  expect(looks).toBe(2)
  store.close()
})

test('a look that fails is told to everybody who asked, and the next one is a new one', async () => {
  const { store, database } = await createFakeDevice()
  let fail = true
  const setting = createSettingReader(database, (work) =>
    fail ? Promise.reject(new Error('closed')) : Promise.resolve(work()),
  )
  const asked = [setting('person'), setting('people')]
  await Promise.all(asked.map((one) => expect(one).rejects.toThrow('closed')))
  fail = false
  expect(await setting('person')).toBeNull()
  store.close()
})
