import { createHash } from 'node:crypto'
import { MAX_PHOTO_BYTES, type UnsentFile } from '@cyclecount/contract'
import type { SessionId } from '@cyclecount/domain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { auditPage } from '../audit/audit-page.ts'
import { revokeDevice } from '../people/devices.ts'
import { checkUnsent } from '../set-aside/check-unsent.ts'
import { takeInUnsent } from '../set-aside/take-in-unsent.ts'
import { reconcileRun } from '../reconcile/reconcile-run.ts'
import { review } from '../reports/review.ts'
import { unknownCodes } from '../reports/unknown-codes.ts'
import { varianceDetail } from '../reports/variance-detail.ts'
import { sessionLog } from '../store/session-log.ts'
import { joinOwnSession } from '../ingest/join-session.ts'
import { openCompany, type Company } from '../testing/company.ts'
import { areaAt, assignmentOf, openPhone, planRun } from '../testing/phone.ts'
import { heldPhotos } from './held-photos.ts'
import { readPhoto } from './read-photo.ts'
import { storePhoto } from './store-photo.ts'

function jpegOf(fill: string, bytes = 20_000): Buffer {
  const content = Buffer.alloc(bytes, fill)
  content.set([0xff, 0xd8, 0xff, 0xe0])
  return content
}

function nameOf(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}

/** What the engine does with photos, on either database. */
export function photosContract(name: string, freshUrl: () => string | Promise<string>): void {
  describe(`photos (${name})`, () => {
    let company: Company
    beforeAll(async () => {
      company = await openCompany(await freshUrl())
    })
    afterAll(() => company.close())

    /** Ana in Lisbon: a code that nobody knows, and a note with a photo of it, both on the server. */
    async function photographed(content: Uint8Array) {
      const { runId, areas } = await planRun(company, ['ana'])
      const phone = await openPhone(company, 'ana')
      const log = phone.log(company.ctx.newId<SessionId>())
      await log.start(await assignmentOf(company, 'ana', runId))
      const scanned = log.scan({ code: '8800112233445', locationId: areaAt(areas, 0).locations[0] ?? null })
      const place = { facilityId: company.lisbon, sha256: nameOf(content) }
      const photo = { sha256: place.sha256, bytes: content.byteLength, mediaType: 'image/jpeg' } as const
      const noted = log.note('', scanned.scanId, photo)
      await log.push()
      return { runId, phone, log, scanned, noted, place }
    }
    const shown = (runId: Parameters<typeof unknownCodes>[2], who: string) =>
      company.person(who).then((actor) => unknownCodes(company.ctx, actor, runId))

    test('[PB4] EXEC-5 the log names the photo before it arrives, and gives the note back as it was captured', async () => {
      const content = jpegOf('first')
      const { runId, log, noted, place, phone } = await photographed(content)
      const told = await sessionLog(company.ctx, await company.person('ana'), log.sessionId, {})
      expect(told).toMatchObject({ events: [{}, {}, noted] })
      const [before] = (await shown(runId, 'mia')).codes
      expect(before?.photos).toEqual([{ sha256: place.sha256, at: noted.capturedAt, arrived: false }])
      company.told.length = 0
      await storePhoto(company.ctx, phone.device, place, content)
      // Who watches hears of it.
      expect(company.told).toEqual([company.lisbon])
      const [after] = (await shown(runId, 'mia')).codes
      expect(after?.photos).toEqual([{ sha256: place.sha256, at: noted.capturedAt, arrived: true }])
      expect(await log.push()).toMatchObject({ ackedThrough: 3, setAside: [] })
    })

    test('[PB1] is kept once, whole, however often it comes, and as often at once', async () => {
      const content = jpegOf('twice', MAX_PHOTO_BYTES)
      const { place, phone } = await photographed(content)
      const all = await Promise.all(
        [1, 2, 3].map(() => storePhoto(company.ctx, phone.device, place, content)),
      )
      expect(new Set(all.map(({ sha256 }) => sha256))).toEqual(new Set([place.sha256]))
      const kept = await company.ctx.db.read
        .selectFrom('blob')
        .select(['size', 'media_type', 'content'])
        .where('sha256', '=', place.sha256)
        .execute()
      expect(kept).toHaveLength(1)
      expect(kept[0]).toMatchObject({ size: MAX_PHOTO_BYTES, media_type: 'image/jpeg' })
      expect(Buffer.compare(Buffer.from(kept[0]?.content ?? []), content)).toBe(0)
    })

    test('[PB1] is refused where it is not what it is called', async () => {
      const content = jpegOf('spoilt')
      const { place, phone } = await photographed(content)
      const store = (given: Uint8Array) => storePhoto(company.ctx, phone.device, place, given)
      const spoilt = Buffer.from(content)
      spoilt[9000] = 0
      await expect(store(spoilt)).rejects.toMatchObject({ problem: { kind: 'bad-request' } })
      await expect(store(content.subarray(0, 9000))).rejects.toMatchObject({
        problem: { kind: 'bad-request' },
      })
      const large = jpegOf('x', MAX_PHOTO_BYTES + 1)
      await expect(store(large)).rejects.toMatchObject({ problem: { kind: 'too-large' } })
      await expect(readPhoto(company.ctx, await company.person('mia'), place)).rejects.toMatchObject({
        problem: { kind: 'not-found' },
      })
    })

    test('[PB2] [PB3] only where the device has counted, and only for who reviews there', async () => {
      const content = jpegOf('places')
      const { place, phone } = await photographed(content)
      const elsewhere = { ...place, facilityId: company.denver }
      await expect(storePhoto(company.ctx, phone.device, elsewhere, content)).rejects.toMatchObject({
        problem: { kind: 'not-found' },
      })
      const unused = await openPhone(company, 'ben')
      await expect(storePhoto(company.ctx, unused.device, place, content)).rejects.toMatchObject({
        problem: { kind: 'not-found' },
      })
      await storePhoto(company.ctx, phone.device, place, content)
      const read = async (who: string, at = place) => readPhoto(company.ctx, await company.person(who), at)
      expect(Buffer.compare(await read('mia'), content)).toBe(0)
      expect(Buffer.compare(await read('aldo'), content)).toBe(0)
      await expect(read('gil')).rejects.toMatchObject({ problem: { kind: 'not-found' } })
      await expect(read('gil', elsewhere)).rejects.toMatchObject({ problem: { kind: 'not-found' } })
      await expect(read('ana')).rejects.toMatchObject({ problem: { kind: 'forbidden' } })
    })

    test('[PB5] a device is told which photos are held where it has a count, and of elsewhere nothing', async () => {
      const content = jpegOf('asked about')
      const { place, phone } = await photographed(content)
      const ask = (facilityId = place.facilityId) =>
        heldPhotos(company.ctx, phone.device, { facilityId }, [place.sha256, nameOf(jpegOf('never came'))])
      expect((await ask()).held).toEqual([])
      const { incarnation } = await storePhoto(company.ctx, phone.device, place, content)
      expect(await ask()).toEqual({ held: [place.sha256], incarnation })
      expect((await ask(company.denver)).held).toEqual([])
    })

    test('[PB4] a line of the review shows the photo at its scan', async () => {
      const content = jpegOf('line')
      const { runId, log, scanned, place, phone } = await photographed(content)
      log.submit({ [phone.device.deviceId]: log.events.length + 1 })
      await log.push()
      const mia = await company.person('mia')
      await reconcileRun(company.ctx, mia, runId)
      const { lines } = await review(company.ctx, mia, runId, { show: 'all' })
      const line = lines.find(({ countedState }) => countedState === 'unknown-code')
      if (!line) return expect.fail('the unknown code has no line')
      const { timeline } = await varianceDetail(company.ctx, mia, line.varianceId)
      expect(timeline.find((entry) => entry.what === 'scan')).toMatchObject({
        scanId: scanned.scanId,
        photos: [{ sha256: place.sha256, arrived: false }],
      })
    })

    test('[SA4] [PB1] EXEC-12 photos of a file are taken in by a manager, once, also where no scan is in it and the device is shut out', async () => {
      const [content, spoilt] = [jpegOf('of a file'), jpegOf('spoilt in a file')]
      const { place, phone } = await photographed(content)
      const mia = await company.person('mia')
      await revokeDevice(company.ctx, mia, { deviceId: phone.device.deviceId, reason: 'lost' })
      const file: UnsentFile = {
        format: 'cyclecount-unsent',
        version: 1,
        deviceId: phone.device.deviceId,
        exportedAt: 5,
        sessions: [],
        photos: [
          { ...place, sha256: nameOf(spoilt), base64: content.toString('base64') },
          { ...place, base64: content.toString('base64') },
          { ...place, facilityId: company.denver, base64: content.toString('base64') },
        ],
      }
      const check = () => checkUnsent(company.ctx, mia, company.lisbon, file)
      const takeIn = () => takeInUnsent(company.ctx, mia, company.lisbon, { file, reason: 'shut out' })
      expect(await check()).toMatchObject({ photos: { records: 2, here: 0 } })
      expect(await takeIn()).toMatchObject({ taken: 0, photos: 1 })
      expect(await check()).toMatchObject({ photos: { records: 2, here: 1 } })
      expect(await takeIn()).toMatchObject({ photos: 0 })
      expect(Buffer.compare(await readPhoto(company.ctx, mia, place), content)).toBe(0)
      const told = await auditPage(company.ctx, mia, { facilityId: company.lisbon })
      expect(told.rows[0]).toMatchObject({ tag: 'unsent-file.taken-in', reason: 'shut out' })
    })

    test('[PB4] a count that is joined to another takes its photos along', async () => {
      const content = jpegOf('joined')
      const { runId, log, phone, place } = await photographed(content)
      const other = await openPhone(company, 'ana')
      const second = other.log(company.ctx.newId<SessionId>())
      await second.start(await assignmentOf(company, 'ana', runId))
      await second.push()
      const ana = await company.person('ana')
      await joinOwnSession(company.ctx, ana, { sessionId: log.sessionId, into: second.sessionId })
      await storePhoto(company.ctx, phone.device, place, content)
      const { codes } = await shown(runId, 'mia')
      expect(codes).toMatchObject([
        { sessionId: second.sessionId, photos: [{ sha256: place.sha256, arrived: true }] },
      ])
    })
  })
}
