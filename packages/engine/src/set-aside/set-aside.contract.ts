import type { ScanEvent } from '@cyclecount/contract'
import { fakeId, foldEvents, type AssignmentId, type PersonId, type SessionId } from '@cyclecount/domain'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { joinSession } from '../ingest/join-session.ts'
import { voidSession } from '../ingest/void-session.ts'
import { rowToEvent } from '../ingest/scan-row.ts'
import { enrolDevice } from '../people/devices.ts'
import { decideLate } from '../deciding/decide-late.ts'
import { checklist } from '../reports/checklist.ts'
import { lateScans } from '../reports/late-scans.ts'
import { openCompany, type Company } from '../testing/company.ts'
import { areaAt, assignmentOf, openPhone, planRun, type Phone } from '../testing/phone.ts'
import { readSetAsideAgain } from './read-again.ts'
import { resolveSetAside } from './resolve.ts'
import { setAsideList } from './set-aside-list.ts'

/** What becomes of records that arrived and do not count, on both databases. */
export function setAsideContract(name: string, freshUrl: () => string | Promise<string>): void {
  describe(`set aside on ${name}`, () => {
    let company: Company
    let ana: Phone
    let run: Awaited<ReturnType<typeof planRun>>
    let assignmentId: AssignmentId

    beforeAll(async () => {
      company = await openCompany(await freshUrl())
    })
    afterAll(() => company.close())
    beforeEach(async () => {
      // Nobody is left counting for the next test.
      await company.ctx.db.write((tx) =>
        tx.updateTable('inventory_count_import').set({ status_id: 'voided' }).execute(),
      )
      ana = await openPhone(company, 'ana')
      run = await planRun(company, ['ana', 'ben'])
      assignmentId = await assignmentOf(company, 'ana', run.runId)
    })

    const cola = () => ({ productId: company.product('cola'), code: '4006381333931' })
    const bin = () => areaAt(run.areas, 0).locations[0] ?? null

    /** Ana's phone holds a start and two scans of cola, all sent. */
    async function counted() {
      const log = ana.log(company.ctx.newId<SessionId>())
      await log.start(assignmentId)
      const first = log.scan({ ...cola(), locationId: bin() })
      log.scan({ ...cola(), locationId: bin() })
      await log.push()
      return { log, first }
    }

    async function waiting(who = 'mia') {
      const list = await setAsideList(company.ctx, await company.person(who), run.runId)
      return list.sessions.flatMap((session) => session.records)
    }

    async function resolve(action: 'count' | 'leave-out', ids?: readonly string[], who = 'mia') {
      const recordIds = ids ?? (await waiting()).map(({ recordId }) => recordId)
      const body = { recordIds: [...recordIds], action, reason: 'seen on the shelf' }
      return resolveSetAside(company.ctx, await company.person(who), run.runId, body)
    }

    async function standing() {
      const { items } = await checklist(company.ctx, await company.person('mia'), run.runId)
      return items.find(({ kind }) => kind === 'set-aside')?.count ?? 0
    }

    async function logOf(sessionId: SessionId) {
      const rows = await company.ctx.db.read
        .selectFrom('scan')
        .selectAll()
        .where('session_id', '=', sessionId)
        .orderBy('change_seq')
        .execute()
      return rows.map((row) => ({ row, event: rowToEvent(row) }))
    }

    /** What the session's items say, which must be what the fold of its log says. */
    async function colas(sessionId: SessionId): Promise<number> {
      const rows = await company.ctx.db.read
        .selectFrom('inventory_count_import_item')
        .select('quantity')
        .where('inventory_count_import_id', '=', sessionId)
        .where('product_id', '=', company.product('cola'))
        .where('status_id', '!=', 'voided')
        .execute()
      const shown = rows.reduce((sum, row) => sum + row.quantity, 0)
      const log = (await logOf(sessionId)).filter(
        ({ row }) => row.late_state === null || row.late_state === 'accepted',
      )
      const folded = [...foldEvents(log.map(({ event }) => event)).items.values()]
      expect(folded.reduce((sum, item) => sum + item.quantityMilli, 0)).toBe(shown)
      return shown / 1000
    }

    async function audit(tag: string) {
      return company.ctx.db.read
        .selectFrom('reflexion_log')
        .select(['actor_id', 'subject_id', 'before', 'after', 'reason'])
        .where('tag', '=', tag)
        .orderBy('seq', 'desc')
        .execute()
    }

    async function refusal(work: Promise<unknown>) {
      return work.then(
        () => null,
        (error: { problem?: { kind: string; details?: unknown } }) => error.problem ?? error,
      )
    }

    test('SYNC-3 shows what can be read of a spoilt record, and why it does not count', async () => {
      const { log } = await counted()
      const spoilt = { ...log.scan({ ...cola(), locationId: bin() }), packUnits: 'twelve' }
      await ana.send(log.sessionId, [spoilt], 4)
      expect(await setAsideList(company.ctx, await company.person('mia'), run.runId)).toMatchObject({
        records: 1,
        sessions: [{ sessionId: log.sessionId, personName: 'Ana', state: 'counting', own: false }],
      })
      const [record] = await waiting()
      expect(record?.why).toMatch(/^This record cannot be read: packUnits: /)
      expect([record]).toMatchObject([
        {
          deviceLabel: 'ana’s phone',
          deviceSeq: 4,
          read: {
            kind: 'scan',
            person: 'Ana',
            code: '4006381333931',
            title: 'Cola 33 cl',
            quantityMilli: 1000,
          },
          inLog: null,
          notCountable: record?.why,
        },
      ])
      expect(await refusal(resolve('count'))).toMatchObject({
        kind: 'not-ready',
        details: [{ path: 'body.recordIds.0', message: record?.why }],
      })
      expect(await standing()).toBe(1)
      await resolve('leave-out')
      expect(await standing()).toBe(0)
      expect(await colas(log.sessionId)).toBe(2)
    })

    test('[IN4] EXEC-12 tells the device how many of its records nobody has decided, in every answer about that count', async () => {
      const { log, first } = await counted()
      const clash = { ...first, scanId: company.ctx.newId<typeof first.scanId>(), quantityMilli: 5000 }
      const spoilt = { ...log.scan(cola()), packUnits: 'twelve' }
      const [told] = (await ana.send(log.sessionId, [clash], 2)).sessions
      expect(told).toMatchObject({ setAside: [{ deviceSeq: 2 }], undecided: 1 })
      await ana.send(log.sessionId, [spoilt], 4)
      const ask = async () => (await ana.send(log.sessionId, [], 5)).sessions[0]
      expect(await ask()).toMatchObject({ setAside: [], undecided: 2 })
      const clashing = (await waiting()).filter(({ inLog }) => inLog !== null)
      await resolve(
        'count',
        clashing.map(({ recordId }) => recordId),
      )
      expect(await ask()).toMatchObject({ undecided: 1 })
      await resolve('leave-out')
      expect(await ask()).toMatchObject({ ackedThrough: 4, undecided: 0 })
    })

    test('[SA2] SYNC-1 counts a record whose place another one holds once, however often anybody asks or the device sends it', async () => {
      const { log, first } = await counted()
      const fork = { ...first, scanId: company.ctx.newId<typeof first.scanId>(), quantityMilli: 5000 }
      await ana.send(log.sessionId, [fork], 2)
      const [record] = await waiting()
      expect(record).toMatchObject({
        why: 'Another record holds its place in the log.',
        read: { quantityMilli: 5000 },
        inLog: { quantityMilli: 1000 },
        notCountable: null,
      })
      const ids = [record?.recordId ?? '']
      await resolve('count', ids)
      expect(await resolve('count', ids)).toEqual({ done: true })
      for (let again = 0; again < 2; again += 1) {
        expect((await ana.send(log.sessionId, [fork], 2)).sessions[0]).toMatchObject({ ackedThrough: 3 })
        expect(await log.push()).toMatchObject({ ackedThrough: 3 })
      }
      expect(await colas(log.sessionId)).toBe(7)
      expect(await standing()).toBe(0)
      const taken = (await logOf(log.sessionId)).at(-1)
      expect(taken?.event).toEqual({ ...fork, deviceId: taken?.event.deviceId, deviceSeq: 1 })
      expect(taken?.event.deviceId).not.toBe(ana.device.deviceId)
      const [told] = await audit('set-aside.counted')
      expect(told).toMatchObject({
        actor_id: (await company.person('mia')).personId,
        subject_id: log.sessionId,
        reason: 'seen on the shelf',
      })
      expect(JSON.parse(told?.before ?? '')).toMatchObject({ deviceSeq: 2 })
      expect(JSON.parse(told?.after ?? '')).toMatchObject({ scanId: fork.scanId, quantityMilli: 5000 })
      expect(await refusal(resolve('leave-out', ids))).toMatchObject({ kind: 'changed-meanwhile' })
    })

    test('[SA2] gives a record a new id where the log holds other content under its own', async () => {
      const { log, first } = await counted()
      const changed = { ...first, deviceSeq: 4, quantityMilli: 3000 }
      await ana.send(log.sessionId, [changed], 4)
      expect(await waiting()).toMatchObject([{ why: 'It came again with other content than the log holds.' }])
      await resolve('count')
      await ana.send(log.sessionId, [changed], 4)
      expect(await colas(log.sessionId)).toBe(5)
      expect(await standing()).toBe(0)
      const ids = (await logOf(log.sessionId)).map(({ event }) => event.scanId)
      expect(ids.filter((scanId) => scanId === first.scanId)).toHaveLength(1)
      expect(new Set(ids).size).toBe(4)
    })

    test('SEC-1 what another facility’s log holds under the same id is not shown, and counts beside it', async () => {
      const { log, first } = await counted()
      await ana.send(log.sessionId, [{ ...first, deviceSeq: 4, quantityMilli: 3000 }], 4)
      await company.ctx.db.write((tx) =>
        tx
          .updateTable('scan')
          .set({ facility_id: company.denver })
          .where('scan_id', '=', first.scanId)
          .execute(),
      )
      expect(await waiting()).toMatchObject([
        { why: 'It came again with other content than the log holds.', inLog: null, notCountable: null },
      ])
      await resolve('count')
      expect(await colas(log.sessionId)).toBe(5)
    })

    test('counts the same content once where the log holds it already', async () => {
      const { log, first } = await counted()
      const moved = { ...first, deviceSeq: 4 }
      await ana.send(log.sessionId, [moved], 4)
      expect(await waiting()).toMatchObject([{ why: 'The log holds the same already; it counts once.' }])
      await resolve('count')
      expect(await colas(log.sessionId)).toBe(2)
      expect(await standing()).toBe(0)
    })

    test('a void that names the record takes it back, also when it counts only afterwards', async () => {
      const { log, first } = await counted()
      const fork = { ...first, scanId: company.ctx.newId<typeof first.scanId>() }
      await ana.send(log.sessionId, [fork], 2)
      log.undo(fork.scanId)
      await log.push(4)
      await resolve('count')
      expect(await colas(log.sessionId)).toBe(2)
    })

    test('[SA1] what a manager decided holds when the record is understood later', async () => {
      const { log, first } = await counted()
      const stranger = (event: ScanEvent) => ({ ...event, userId: ben })
      const ben = (await company.person('ben')).personId
      const one = stranger({ ...first, scanId: company.ctx.newId(), deviceSeq: 4 })
      const two = stranger({ ...first, scanId: company.ctx.newId(), deviceSeq: 5 })
      await ana.send(log.sessionId, [one, two], 4)
      const [left, taken] = await waiting()
      expect(left?.why).toBe('This record names a person who never signed in on this device.')
      await resolve('leave-out', [left?.recordId ?? ''])
      await resolve('count', [taken?.recordId ?? ''])
      expect(await colas(log.sessionId)).toBe(3)
      await signInOn('ben')
      // Ana’s count takes in what names her now: as if the server had been mended.
      await company.ctx.db.write((tx) =>
        tx
          .updateTable('inventory_count_import')
          .set({ uploaded_by_user_login: ben })
          .where('inventory_count_import_id', '=', log.sessionId)
          .execute(),
      )
      await ana.send(log.sessionId, [one, two], 4)
      expect(await colas(log.sessionId)).toBe(3)
      expect(await standing()).toBe(0)
    })

    async function signInOn(who: string) {
      const { deviceId } = ana.device
      await enrolDevice(company.ctx, await company.person(who), {
        deviceId,
        deviceToken: ana.token,
        label: 'shared',
        appVersion: '1',
      })
    }

    test('[SA3] SYNC-3 what could not be understood is read again after a fix and counts in its own place', async () => {
      const log = ana.log(company.ctx.newId<SessionId>())
      const start = await log.start(assignmentId)
      log.scan({ ...cola(), locationId: bin() })
      log.scan({ ...cola(), locationId: bin() })
      await forget(start.userId)
      expect(await log.push()).toMatchObject({ ackedThrough: 3, state: null })
      expect(await setAsideList(company.ctx, await company.person('mia'), run.runId)).toMatchObject({
        records: 3,
        sessions: [{ sessionId: log.sessionId, personName: null, areaName: null, state: null }],
      })
      expect(await standing()).toBe(3)
      expect(await refusal(resolve('count'))).toMatchObject({ kind: 'not-ready' })
      const mia = await company.person('mia')
      expect(await readSetAsideAgain(company.ctx, mia, run.runId)).toEqual({ understood: 0, left: 3 })

      await signInOn('ana')
      expect(await readSetAsideAgain(company.ctx, mia, run.runId)).toEqual({ understood: 3, left: 0 })
      expect(await standing()).toBe(0)
      expect(await colas(log.sessionId)).toBe(2)
      expect((await logOf(log.sessionId)).map(({ event }) => event)).toEqual(log.events)
      expect(await log.push()).toMatchObject({ ackedThrough: 3, state: 'counting', setAside: [] })
      expect(await audit('set-aside.read-again')).toHaveLength(2)
    })

    async function forget(personId: PersonId) {
      await company.ctx.db.write((tx) =>
        tx
          .deleteFrom('device_person')
          .where('device_id', '=', ana.device.deviceId)
          .where('person_id', '=', personId)
          .execute(),
      )
    }

    test('[SA3] a submit that is understood only later submits the count, unless a later word was given', async () => {
      for (const word of ['submit', 'resume'] as const) {
        const { log } = await counted()
        const unread = log.submit({ [ana.device.deviceId]: 4 })
        const { userId } = unread
        await forget(userId)
        await ana.send(log.sessionId, [unread], 4)
        await signInOn('ana')
        if (word === 'resume') log.resume()
        await log.push(5)
        await readSetAsideAgain(company.ctx, await company.person('mia'), run.runId)
        const { state } = await log.push(5)
        expect(state).toBe(word === 'submit' ? 'submitted' : 'counting')
        log.pause()
        await log.push(5)
      }
    })

    test('[SA2] EXEC-10 in a submitted count it becomes an accepted late scan, and the run is reconciled', async () => {
      const { log, first } = await counted()
      log.submit({ [ana.device.deviceId]: 4 })
      expect(await log.push()).toMatchObject({ state: 'submitted' })
      const fork = { ...first, scanId: company.ctx.newId<typeof first.scanId>() }
      await ana.send(log.sessionId, [fork], 2)
      const before = await reconcilesAsked()
      await resolve('count')
      expect(await colas(log.sessionId)).toBe(3)
      expect((await logOf(log.sessionId)).at(-1)?.row.late_state).toBe('accepted')
      expect(await reconcilesAsked()).toBeGreaterThan(before)
    })

    async function reconcilesAsked(): Promise<number> {
      const rows = await company.ctx.db.read
        .selectFrom('job')
        .select('requested')
        .where('about_id', '=', run.runId)
        .execute()
      return rows.reduce((sum, row) => sum + row.requested, 0)
    }

    test('a record of a count that was joined to another counts there', async () => {
      const { log } = await counted()
      const other = ana.log(company.ctx.newId<SessionId>())
      await other.start(assignmentId)
      const scanned = other.scan({ ...cola(), locationId: bin() })
      await other.push()
      await ana.send(other.sessionId, [{ ...scanned, scanId: company.ctx.newId() }], 2)
      const join = { sessionId: other.sessionId, into: log.sessionId, reason: 'one count' }
      await joinSession(company.ctx, await company.person('mia'), join)
      expect(await colas(log.sessionId)).toBe(3)
      expect(await waiting()).toMatchObject([{ notCountable: null }])
      await resolve('count')
      expect(await colas(log.sessionId)).toBe(4)
      expect(await standing()).toBe(0)
    })

    test('[SA2] EXEC-10 counted in a count that was joined to a submitted one, it waits there as a late scan, until it is accepted', async () => {
      const { log } = await counted()
      const other = ana.log(company.ctx.newId<SessionId>())
      await other.start(assignmentId)
      const scanned = other.scan({ ...cola(), locationId: bin() })
      await other.push()
      await ana.send(other.sessionId, [{ ...scanned, scanId: company.ctx.newId() }], 2)
      const mia = await company.person('mia')
      const join = { sessionId: other.sessionId, into: log.sessionId, reason: 'one count' }
      await joinSession(company.ctx, mia, join)
      log.submit({ [ana.device.deviceId]: log.events.length + 1 })
      await log.push()
      const late = async () => (await lateScans(company.ctx, mia, run.runId)).sessions
      expect(await late()).toEqual([])

      await resolve('count')
      expect(await colas(log.sessionId)).toBe(3)
      const [waits] = await late()
      expect(waits).toMatchObject({
        sessionId: log.sessionId,
        personName: 'Ana',
        scans: [{ kind: 'scan', title: 'Cola 33 cl', quantityMilli: 1000 }],
      })
      const { items } = await checklist(company.ctx, mia, run.runId)
      expect(items.find(({ kind }) => kind === 'late-scans')).toMatchObject({ count: 1 })
      await decideLate(company.ctx, mia, run.runId, {
        sessionId: log.sessionId,
        scanIds: waits?.scans.map(({ scanId }) => scanId) ?? [],
        accept: true,
        reason: 'it lies there',
      })
      expect(await colas(log.sessionId)).toBe(4)
      expect(await late()).toEqual([])
      await other.push()
      expect(await colas(log.sessionId)).toBe(4)
    })

    test('[SA1] SEC-1 nobody decides records of their own count, of another facility, or without being asked to', async () => {
      const { log, first } = await counted()
      await ana.send(log.sessionId, [{ ...first, scanId: company.ctx.newId() }], 2)
      const ids = (await waiting()).map(({ recordId }) => recordId)
      expect(await refusal(resolve('count', ids, 'gil'))).toMatchObject({ kind: 'not-found' })
      expect(await refusal(resolve('count', ids, 'ben'))).toMatchObject({ kind: 'forbidden' })
      expect(await refusal(waiting('gil'))).toMatchObject({ kind: 'not-found' })
      expect(
        await refusal(readSetAsideAgain(company.ctx, await company.person('ben'), run.runId)),
      ).toMatchObject({
        kind: 'forbidden',
      })
      const mia = (await company.person('mia')).personId
      await company.ctx.db.write((tx) =>
        tx
          .updateTable('inventory_count_import')
          .set({ uploaded_by_user_login: mia })
          .where('inventory_count_import_id', '=', log.sessionId)
          .execute(),
      )
      expect(await refusal(resolve('count', ids))).toMatchObject({ kind: 'own-count' })
      expect(await refusal(resolve('leave-out', ids))).toMatchObject({ kind: 'own-count' })
      expect(await refusal(resolve('leave-out', [fakeId('no such record')]))).toMatchObject({
        kind: 'changed-meanwhile',
      })
      expect(await standing()).toBe(1)
    })

    test('records of a voided count can only be left out, and moves of a count never counted', async () => {
      const { log, first } = await counted()
      await ana.send(log.sessionId, [{ ...first, scanId: company.ctx.newId() }], 2)
      const pause = { ...log.pause(), scanId: first.scanId }
      await ana.send(log.sessionId, [pause], 4)
      const moves = (await waiting()).map(({ notCountable }) => notCountable)
      expect(moves).toEqual([
        null,
        'It says that a count began, paused or ended; there is nothing in it to count.',
      ])
      const mia = await company.person('mia')
      await voidSession(company.ctx, mia, { sessionId: log.sessionId, reason: 'counted twice' })
      expect((await waiting()).map(({ notCountable }) => notCountable)).toEqual([
        'Its count was voided, so it can only be left out.',
        'Its count was voided, so it can only be left out.',
      ])
      await resolve('leave-out')
      expect(await waiting()).toEqual([])
    })

    test('a count that names no run of the company is shown where its device counts', async () => {
      const log = ana.log(company.ctx.newId<SessionId>())
      await log.start(assignmentId)
      await ana.send(log.sessionId, [{ note: 'garbage' }], 1)
      expect(await waiting()).toMatchObject([
        { deviceLabel: 'ana’s phone', read: { kind: null, person: null, code: null, quantityMilli: null } },
      ])
      await resolve('leave-out')
      expect(await standing()).toBe(0)
    })
  })
}
