import { fakeId, foldEvents, plainStock, type SessionId } from '@cyclecount/domain'
import type { CaptureRequest } from '@cyclecount/sync'
import {
  contractCatalogue,
  contractPlace,
  fakeStamp,
  foreignLog,
  MANY_STORES_MS,
  pulled,
  snapshotOf,
} from '@cyclecount/sync/testing'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createFakeDevice, withCatalogue, type FakeDevice } from './fake-device.ts'

const session = fakeId<SessionId>('session')
const cola = contractCatalogue['COLA']?.[0]?.product

function scan(code: string): CaptureRequest {
  const none = { lot: null, serial: null, expiry: null, statedMilli: null, weightMilli: null }
  return { kind: 'scan', code, codeKey: code, ...none, locationId: null }
}

function said(kind: 'hand' | 'set', quantityMilli: number): CaptureRequest {
  if (!cola) throw new Error('no cola')
  const { productId, unit } = cola
  const line = { ...plainStock, unit, productId, code: null, codeKey: null, locationId: null, expiry: null }
  return { kind, line, packUnits: 1, quantityMilli }
}

/** What the transactions of this work read row by row. */
async function askedBy(device: FakeDevice, work: () => Promise<unknown>): Promise<readonly string[]> {
  const idb = device.database.backendDB()
  const begin = idb.transaction.bind(idb)
  const asked: string[] = []
  idb.transaction = (...given) => {
    const transaction = begin(...given)
    const objectStore = transaction.objectStore.bind(transaction)
    transaction.objectStore = (name) => {
      const found = objectStore(name)
      const get = found.get.bind(found)
      return Object.assign(found, {
        get: (key: IDBValidKey) => {
          asked.push(`reads ${name}`)
          return get(key)
        },
      })
    }
    return transaction
  }
  await work()
  idb.transaction = begin
  return asked
}

async function expectFold({ store }: FakeDevice): Promise<void> {
  const items = (await store.items(session)).map((item) => [item.key, item] as const)
  expect(new Map(items)).toEqual(foldEvents(await store.log(session)).items)
}

describe('lines that are known', () => {
  test('an open count reads its session and the code, and no line', async () => {
    const device = await withCatalogue(await createFakeDevice())
    const { store } = device
    await store.capture(session, { kind: 'start', ...contractPlace }, fakeStamp())
    await store.openSession(session, 9)
    const asked = await askedBy(device, async () => {
      await store.capture(session, scan('COLA'), fakeStamp())
      await store.capture(session, scan('CASE'), fakeStamp())
    })
    expect(asked).toEqual(['reads sessions', 'reads sessions'])
    await expectFold(device)
    store.close()
  })

  test(
    '[LS7] [PR1] EXEC-2 whatever two tabs capture and pull in turn, every line is the fold of the log',
    { timeout: MANY_STORES_MS },
    async () => {
      const done = fc.constantFrom(
        'COLA',
        'COLA',
        'CASE',
        'TEA',
        'MYSTERY',
        'hand',
        'set',
        'undo',
        'pull',
        'open',
      )
      const steps = fc.array(fc.tuple(fc.boolean(), done), { maxLength: 14 })
      await fc.assert(
        fc.asyncProperty(fc.boolean(), steps, async (isAhead, taken) => {
          const one = await withCatalogue(await createFakeDevice())
          // As behind a journal that has everything on its disk at once.
          if (isAhead) one.store.writeAhead(() => Promise.resolve())
          await one.store.learnCodes(contractPlace.facilityId)
          const other = await createFakeDevice(one.indexedDB)
          await one.store.capture(session, { kind: 'start', ...contractPlace }, fakeStamp())
          let held = 0
          const theirs = foreignLog(Array.from({ length: 28 }, () => 'COLA'))
          for (const [isOne, step] of taken) {
            const { store } = isOne ? one : other
            if (step === 'pull') {
              await store.adopt(pulled(theirs.slice(held, held + 2), held))
              held += 2
            } else if (step === 'open') await store.openSession(session, 5)
            else if (step === 'undo') {
              const target = (await store.log(session)).at(-1)
              if (target) await store.capture(session, { kind: 'void', target: target.scanId }, fakeStamp())
            } else {
              const request = step === 'hand' || step === 'set' ? said(step, 3000) : scan(step)
              expect(await store.capture(session, request, fakeStamp())).toMatchObject({ kind: 'saved' })
            }
            await expectFold(one)
          }
          one.store.close()
          other.store.close()
        }),
        {
          numRuns: 60,
          examples: [
            [
              true,
              [
                [true, 'COLA'],
                [false, 'pull'],
                [true, 'COLA'],
              ],
            ],
            [
              true,
              [
                [true, 'COLA'],
                [false, 'COLA'],
                [true, 'COLA'],
              ],
            ],
            [
              true,
              [
                [true, 'open'],
                [false, 'undo'],
                [true, 'COLA'],
              ],
            ],
          ],
        },
      )
    },
  )

  test('[RS5] a line that the session began with elsewhere is added to, not begun anew', async () => {
    const device = await withCatalogue(await createFakeDevice())
    const { store } = device
    await store.adoptSnapshot(snapshotOf(foreignLog(['COLA', 'COLA'])))
    await store.capture(session, scan('TEA'), fakeStamp())
    await store.capture(session, scan('COLA'), fakeStamp())
    await store.openSession(session, 9)
    await store.capture(session, scan('COLA'), fakeStamp())
    const counted = (await store.items(session)).find((item) => item.productId === cola?.productId)
    expect(counted?.quantityMilli).toBe(4000)
    store.close()
  })

  test('a line of which only the row was damaged is counted from its log', async () => {
    const device = await withCatalogue(await createFakeDevice())
    const { store, database } = device
    await store.capture(session, { kind: 'start', ...contractPlace }, fakeStamp())
    await store.capture(session, scan('COLA'), fakeStamp())
    const [line] = await store.items(session)
    await database.items.put({ sessionId: session, key: line?.key, item: { quantityMilli: 'many' } } as never)
    await store.openSession(session, 9)
    await store.capture(session, scan('COLA'), fakeStamp())
    await expectFold(device)
    store.close()
  })
})
