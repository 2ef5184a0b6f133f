import {
  fakeId,
  plainStock,
  type CountItem,
  type DeviceId,
  type PersonId,
  type ProductId,
  type ScanEvent,
  type SessionId,
} from '@cyclecount/domain'
import { expect, test } from 'vitest'
import { fakeStamp } from './store-fixture.ts'
import { subjectOf } from './subject.ts'
import { projectEvent } from './project.ts'
import type { SessionView } from './session-view.ts'

const productIds = ['cola', 'tea', 'soap'].map((sku) => fakeId<ProductId>(sku))

function scanned(deviceSeq: number): ScanEvent {
  return {
    ...fakeStamp(),
    ...plainStock,
    kind: 'scan',
    userId: fakeId<PersonId>('ana'),
    sessionId: fakeId<SessionId>('session'),
    deviceId: fakeId<DeviceId>('device'),
    deviceSeq,
    code: 'COLA',
    codeKey: 'COLA',
    productId: productIds[deviceSeq % productIds.length] ?? null,
    packUnits: 1,
    quantityMilli: 1000,
    locationId: null,
    expiry: null,
  }
}

/** A view that counts how often it is asked, by what. */
function countingView() {
  const items = new Map<string, CountItem>()
  const asked: string[] = []
  const ask = <T>(name: string, answer: T): Promise<T> => {
    asked.push(name)
    return Promise.resolve(answer)
  }
  const view: SessionView = {
    item: (key) => ask('item', items.get(key) ?? null),
    meaning: () => ask('meaning', null),
    putMeaning: () => ask('putMeaning', undefined),
    codesMeaning: () => ask('codesMeaning', []),
    eventsAbout: () => ask('eventsAbout', []),
    base: null,
    putItem: (item) => {
      items.set(item.key, item)
      return ask('putItem', undefined)
    },
    replaceLines: () => ask('replaceLines', []),
  }
  return { view, asked }
}

test('[PR1] a scan reads one line and writes one line, the first as the two thousandth', async () => {
  const { view, asked } = countingView()
  for (let deviceSeq = 1; deviceSeq <= 2000; deviceSeq += 1) {
    const event = scanned(deviceSeq)
    asked.length = 0
    await projectEvent(view, event, subjectOf(event, null))
    expect(asked).toEqual(['item', 'putItem'])
  }
})
