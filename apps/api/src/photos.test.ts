import { MAX_PHOTO_BYTES, StorePhotoReply } from '@cyclecount/contract'
import type { FacilityId } from '@cyclecount/domain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { jpegOf, sha256Of } from './testing/photo.ts'
import { openWorld, startCounting, type Counting, type World } from './testing/world.ts'

const photo = jpegOf('a box without a label')

describe('photos over HTTP', () => {
  let world: World
  let counting: Counting
  beforeAll(async () => {
    world = await openWorld()
    counting = await startCounting(world)
    await counting.push(counting.events.slice(0, 2), 1)
  })
  afterAll(() => world.close())

  interface Put {
    readonly content?: Uint8Array<ArrayBuffer>
    readonly name?: string
    readonly at?: FacilityId
    readonly type?: string
    readonly auth?: string
  }
  async function put({ content = photo, name, at = world.lisbon, type = 'image/jpeg', auth }: Put = {}) {
    const response = await world.fetch(`/api/facilities/${at}/photos/${name ?? sha256Of(content)}`, {
      method: 'PUT',
      headers: { authorization: auth ?? counting.deviceAuth, 'content-type': type },
      body: content,
    })
    return { status: response.status, body: await response.json() }
  }
  const get = async (name: string, who = 'manager', at = world.lisbon): Promise<Response> =>
    world.fetch(`/api/facilities/${at}/photos/${name}`, { headers: { authorization: await world.as(who) } })

  test('[PB1] EXEC-5 a photo is taken any number of times, and given back as it came, for good and for no one to sniff at', async () => {
    const name = sha256Of(photo)
    expect((await get(name)).status).toBe(404)
    const first = await put()
    expect(first).toMatchObject({ status: 200, body: { sha256: name } })
    expect(await put()).toEqual(first)
    await world.restart()
    const given = await get(name)
    expect(Buffer.from(await given.arrayBuffer())).toEqual(photo)
    expect(Object.fromEntries(given.headers)).toMatchObject({
      'content-type': 'image/jpeg',
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, max-age=31536000, immutable',
      vary: expect.stringContaining('authorization') as unknown,
    })
  })

  test('[PB1] what is not what it is called, no JPEG, too small or said to be something else is refused, and kept by nobody', async () => {
    const other = jpegOf('another box')
    const name = sha256Of(other)
    expect(await put({ content: photo, name })).toMatchObject({ status: 400, body: { kind: 'bad-request' } })
    expect(await put({ content: other.subarray(0, 2000), name })).toMatchObject({ status: 400 })
    expect(await put({ content: Buffer.alloc(4096, '<svg onload=alert(1)>') })).toMatchObject({ status: 400 })
    expect(await put({ content: jpegOf('x', 50) })).toMatchObject({ status: 400 })
    expect(await put({ content: other, type: 'text/html' })).toMatchObject({ status: 400 })
    expect(await put({ content: other, name: '../../etc' })).toMatchObject({ status: 404 })
    expect(await put({ content: other, name: 'ABC' })).toMatchObject({ status: 400 })
    expect((await get(name)).status).toBe(404)
  })

  test('[PB1] the largest photo is taken, one byte more is too large, said or found', async () => {
    expect(await put({ content: jpegOf('large', MAX_PHOTO_BYTES) })).toMatchObject({ status: 200 })
    const larger = jpegOf('larger', MAX_PHOTO_BYTES + 1)
    expect(await put({ content: larger })).toMatchObject({ status: 413, body: { kind: 'too-large' } })
    const unsaid = await world.fetch(`/api/facilities/${world.lisbon}/photos/${sha256Of(larger)}`, {
      method: 'PUT',
      headers: { authorization: counting.deviceAuth, 'content-type': 'image/jpeg' },
      body: new Blob([larger]).stream(),
      duplex: 'half',
    })
    expect(unsaid.status).toBe(413)
  })

  test('[PB2] SEC-5 a device sends photos of where it counted, and of nowhere else', async () => {
    const content = jpegOf('elsewhere')
    expect(await put({ content, at: world.azores })).toMatchObject({
      status: 404,
      body: { kind: 'not-found' },
    })
    expect(await put({ content, auth: await world.as('manager') })).toMatchObject({ status: 401 })
    expect((await get(sha256Of(content), 'manager-azores', world.azores)).status).toBe(404)
  })

  test('[PB5] SYNC-1 SEC-5 a device is told which of its photos are held where it counted, and nothing of elsewhere', async () => {
    const [content, other] = [jpegOf('held'), jpegOf('never sent')]
    const { body: stored } = await put({ content })
    const names = [sha256Of(content), sha256Of(other)]
    const ask = async (at: FacilityId, auth: string, asked: readonly string[] = names) =>
      world.request('POST', `/api/facilities/${at}/photos/held`, { auth, body: { names: asked } })
    expect(await ask(world.lisbon, counting.deviceAuth)).toMatchObject({
      status: 200,
      body: { held: [names[0]], incarnation: StorePhotoReply.parse(stored).incarnation },
    })
    expect(await ask(world.azores, counting.deviceAuth)).toMatchObject({ status: 200, body: { held: [] } })
    expect(await ask(world.lisbon, await world.as('manager'))).toMatchObject({ status: 401 })
    expect(await ask(world.lisbon, counting.deviceAuth, ['ABC'])).toMatchObject({ status: 400 })
  })

  test('[PB3] SEC-1 who reviews another facility, or no facility, does not find it', async () => {
    await put()
    const name = sha256Of(photo)
    expect((await get(name, 'manager-azores')).status).toBe(404)
    expect((await get(name, 'manager-azores', world.azores)).status).toBe(404)
    expect((await get(name, 'other-manager')).status).toBe(404)
    expect((await get(name, 'associate')).status).toBe(403)
    expect((await get(name, 'auditor')).status).toBe(200)
  })

  test('[PB4] SYNC-1 a photo that arrives slowly holds up no push of the same device', async () => {
    const slow = new TransformStream<Uint8Array, Uint8Array>()
    const content = jpegOf('slowly')
    const coming = world.fetch(`/api/facilities/${world.lisbon}/photos/${sha256Of(content)}`, {
      method: 'PUT',
      headers: { authorization: counting.deviceAuth, 'content-type': 'image/jpeg' },
      body: slow.readable,
      duplex: 'half',
    })
    const writer = slow.writable.getWriter()
    await writer.write(content.subarray(0, 1000))
    const pushed = await counting.push(counting.events.slice(0, 4), 1)
    expect(pushed).toMatchObject({ status: 200, body: { sessions: [{ ackedThrough: 4 }] } })
    await writer.write(content.subarray(1000))
    await writer.close()
    expect((await coming).status).toBe(200)
    expect((await get(sha256Of(content))).status).toBe(200)
  })

  test('[PB1] SYNC-1 a photo that is cut off in the middle leaves nothing, and is taken when it comes again', async () => {
    const content = jpegOf('cut off')
    const cut = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(content.subarray(0, 1000))
        controller.error(new Error('the line is gone'))
      },
    })
    const name = sha256Of(content)
    await world
      .fetch(`/api/facilities/${world.lisbon}/photos/${name}`, {
        method: 'PUT',
        headers: { authorization: counting.deviceAuth, 'content-type': 'image/jpeg' },
        body: cut,
        duplex: 'half',
      })
      .catch(() => null)
    expect((await get(name)).status).toBe(404)
    expect(await put({ content })).toMatchObject({ status: 200 })
  })
})
