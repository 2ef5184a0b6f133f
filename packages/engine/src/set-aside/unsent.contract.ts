import type { UnsentFile } from '@cyclecount/contract'
import {
  fakeId,
  type AssignmentId,
  type DeviceId,
  type PersonId,
  type RunId,
  type SessionId,
} from '@cyclecount/domain'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ensureOrg } from '../company/identity.ts'
import { authenticateDevice, enrolDevice, revokeDevice, vouchForDevice } from '../people/devices.ts'
import { openCompany, type Company } from '../testing/company.ts'
import { areaAt, assignmentOf, openPhone, planRun, type Phone, type PhoneLog } from '../testing/phone.ts'
import { checkUnsent } from './check-unsent.ts'
import { takeInUnsent } from './take-in-unsent.ts'

/** What becomes of a file that a device wrote of what it could not send, on both databases. */
export function unsentContract(name: string, freshUrl: () => string | Promise<string>): void {
  describe(`a file of unsent scans on ${name}`, () => {
    let company: Company
    let ana: Phone
    let run: Awaited<ReturnType<typeof planRun>>
    let assignmentId: AssignmentId

    beforeAll(async () => {
      company = await openCompany(await freshUrl())
    })
    afterAll(() => company.close())
    beforeEach(async () => {
      await company.ctx.db.write((tx) =>
        tx.updateTable('inventory_count_import').set({ status_id: 'voided' }).execute(),
      )
      ana = await openPhone(company, 'ana')
      run = await planRun(company, ['ana', 'ben'])
      assignmentId = await assignmentOf(company, 'ana', run.runId)
    })

    async function begun(): Promise<PhoneLog> {
      const log = ana.log(company.ctx.newId<SessionId>())
      await log.start(assignmentId)
      return log
    }

    function scanned(log: PhoneLog, times: number): void {
      const locationId = areaAt(run.areas, 0).locations[0] ?? null
      for (let made = 0; made < times; made += 1) log.scan({ productId: company.product('cola'), locationId })
    }

    function fileOf(log: PhoneLog, fromSeq = 1, more: Partial<UnsentFile> = {}): UnsentFile {
      const events = log.events.slice(fromSeq - 1)
      const { deviceId } = ana.device
      const sessions = [{ sessionId: log.sessionId, userId: ana.userId, fromSeq, events }]
      return { format: 'cyclecount-unsent', version: 1, deviceId, exportedAt: 5, sessions, ...more }
    }

    async function check(file: UnsentFile, who = 'mia') {
      return checkUnsent(company.ctx, await company.person(who), company.lisbon, file)
    }

    async function takeIn(file: UnsentFile, who = 'mia', submitted: RunId[] = []) {
      const given = { file, reason: 'its screen is broken' }
      const actor = await company.person(who)
      return takeInUnsent(company.ctx, actor, company.lisbon, given, (runId) => submitted.push(runId))
    }

    async function heldOf(sessionId: SessionId) {
      const rows = await company.ctx.db.read
        .selectFrom('scan')
        .select(['scan_id', 'device_id', 'device_seq', 'user_id'])
        .where('session_id', '=', sessionId)
        .orderBy('device_seq')
        .execute()
      return rows.map((row) => [row.scan_id, row.device_id, row.device_seq, row.user_id])
    }

    const places = (log: PhoneLog) =>
      log.events.map((event) => [event.scanId, event.deviceId, event.deviceSeq, event.userId])

    /** As a server does that was restored from a copy older than the device. */
    async function forgetDevice(deviceId: DeviceId): Promise<void> {
      await company.ctx.db.write(async (tx) => {
        await tx.deleteFrom('device_person').where('device_id', '=', deviceId).execute()
        await tx.deleteFrom('device').where('device_id', '=', deviceId).execute()
      })
    }

    async function refusal(work: Promise<unknown>) {
      return work.then(
        () => null,
        (error: { problem?: unknown }) => error.problem ?? error,
      )
    }

    test('[SA4] EXEC-12 SEC-5 SYNC-1 a revoked device’s scans are shown first and then taken in as if it had sent them', async () => {
      const log = await begun()
      scanned(log, 1200)
      await log.push(1, 101)
      log.submit({ [ana.device.deviceId]: 1202 })
      const mia = await company.person('mia')
      await revokeDevice(company.ctx, mia, { deviceId: ana.device.deviceId, reason: 'lost' })
      const seen = await deviceRow()

      const file = fileOf(log, 51)
      const told = await check(file)
      expect(told).toMatchObject({
        deviceLabel: 'ana’s phone',
        deviceRevoked: true,
        sessions: [
          {
            personName: 'Ana',
            runName: 'Full count',
            state: 'counting',
            records: 1152,
            here: 51,
            missingBefore: 0,
            unreadable: 0,
            late: false,
            refused: null,
          },
        ],
      })
      expect(await heldOf(log.sessionId)).toHaveLength(101)

      const submitted: RunId[] = []
      expect(await takeIn(file, 'mia', submitted)).toEqual({ taken: 1101, here: 51, setAside: 0, photos: 0 })
      expect(submitted).toEqual([run.runId])
      expect(await takeIn(file)).toEqual({ taken: 0, here: 1152, setAside: 0, photos: 0 })
      expect(await log.push(1, 1000)).toMatchObject({ ackedThrough: 1202, state: 'submitted', setAside: [] })
      expect(await heldOf(log.sessionId)).toEqual(places(log))
      expect(await deviceRow()).toMatchObject({ revoked_at: seen.revoked_at })
      const [entry] = await audit()
      expect(entry).toMatchObject({
        actor_id: mia.personId,
        device_id: ana.device.deviceId,
        subject_id: log.sessionId,
        before: JSON.stringify({ held: 51 }),
        reason: 'its screen is broken',
      })
    })

    async function deviceRow() {
      return company.ctx.db.read
        .selectFrom('device')
        .select(['last_seen_at', 'app_version', 'revoked_at'])
        .where('device_id', '=', ana.device.deviceId)
        .executeTakeFirstOrThrow()
    }

    function audit(tag = 'unsent-file.taken-in') {
      return company.ctx.db.read
        .selectFrom('reflexion_log')
        .select(['actor_id', 'device_id', 'subject_id', 'before', 'reason'])
        .where('tag', '=', tag)
        .orderBy('seq')
        .execute()
    }

    test('a file does not say that its device was heard of', async () => {
      const log = await begun()
      const before = await deviceRow()
      company.clock.now += 60_000
      await takeIn(fileOf(log))
      expect(await deviceRow()).toEqual(before)
    })

    test('a count that begins in the file begins here; one whose beginning is nowhere is refused', async () => {
      const log = await begun()
      scanned(log, 3)
      const lacking = fileOf(log, 2)
      expect((await check(lacking)).sessions[0]).toMatchObject({
        runName: null,
        missingBefore: 1,
        refused: 'The server does not know this count, and its beginning cannot be read from the file.',
      })
      expect(await refusal(takeIn(lacking))).toMatchObject({ kind: 'not-ready' })
      expect((await check(fileOf(log))).sessions[0]).toMatchObject({
        runName: 'Full count',
        state: null,
        records: 4,
        here: 0,
        refused: null,
      })
      expect(await takeIn(fileOf(log))).toEqual({ taken: 4, here: 0, setAside: 0, photos: 0 })
      expect(await heldOf(log.sessionId)).toEqual(places(log))
    })

    test('SYNC-3 a spoilt record of a file is set aside and the rest goes on', async () => {
      const log = await begun()
      scanned(log, 2)
      const file = fileOf(log)
      const events = [...log.events.slice(0, 2), { torn: true }]
      const torn = { ...file, sessions: file.sessions.map((session) => ({ ...session, events })) }
      expect((await check(torn)).sessions[0]).toMatchObject({ records: 3, unreadable: 1 })
      expect(await takeIn(torn)).toEqual({ taken: 3, here: 0, setAside: 1, photos: 0 })
      expect(await takeIn(torn)).toEqual({ taken: 0, here: 3, setAside: 1, photos: 0 })
    })

    test('EXEC-10 what comes to a submitted count waits as late scans', async () => {
      const log = await begun()
      log.submit({ [ana.device.deviceId]: 2 })
      await log.push()
      scanned(log, 1)
      expect((await check(fileOf(log, 3))).sessions[0]).toMatchObject({ state: 'submitted', late: true })
      await takeIn(fileOf(log, 3))
      const rows = await company.ctx.db.read
        .selectFrom('scan')
        .select('late_state')
        .where('session_id', '=', log.sessionId)
        .where('device_seq', '=', 3)
        .execute()
      expect(rows).toEqual([{ late_state: 'waiting' }])
    })

    test('SEC-1 only who decides at the facility takes in a file, and only counts of that facility', async () => {
      const log = await begun()
      const file = fileOf(log)
      expect(await refusal(check(file, 'ana'))).toMatchObject({ kind: 'forbidden' })
      expect(await refusal(takeIn(file, 'gil'))).toMatchObject({ kind: 'not-found' })
      const other = await ensureOrg(company.ctx, { code: 'other', name: 'Another company' })
      const theirs = { ...file, deviceId: company.ctx.newId<DeviceId>() }
      const mia = await company.person('mia')
      await company.ctx.db.write((tx) =>
        vouchForDevice(company.ctx, tx, { ...mia, orgId: other, grants: [] }, { ...theirs, reason: '' }),
      )
      expect(await refusal(takeIn(theirs))).toMatchObject({
        kind: 'not-found',
        message: 'The device that wrote this file is another company’s.',
      })
      const gil = await company.person('gil')
      const elsewhere = await checkUnsent(company.ctx, gil, company.denver, file)
      expect(elsewhere.sessions[0]).toMatchObject({
        runName: null,
        areaName: null,
        refused: 'This count is of another facility; its manager can take it in.',
      })
      const given = { file, reason: 'mine' }
      expect(await refusal(takeInUnsent(company.ctx, gil, company.denver, given))).toMatchObject({
        kind: 'not-ready',
      })
      expect(await heldOf(log.sessionId)).toEqual([])
    })

    test('what somebody who never signed in on the device is said to have counted is set aside', async () => {
      const log = await begun()
      scanned(log, 1)
      const ben = (await company.person('ben')).personId
      const file = fileOf(log)
      const events = log.events.map((event, index) => (index === 1 ? { ...event, userId: ben } : event))
      const forged = { ...file, sessions: file.sessions.map((session) => ({ ...session, events })) }
      expect(await takeIn(forged)).toEqual({ taken: 2, here: 0, setAside: 1, photos: 0 })
      expect(await heldOf(log.sessionId)).toHaveLength(1)
    })

    test('[SA4] SEC-5 OPS-3 for a device that a restored server has lost the manager vouches; it is enrolled again, and nothing counts twice', async () => {
      const log = await begun()
      scanned(log, 3)
      const mia = await company.person('mia')
      const { deviceId } = ana.device
      await forgetDevice(deviceId)
      const stranger = fakeId<PersonId>('nobody of the company')
      const forged = [{ ...log.events[0], sessionId: company.ctx.newId(), userId: stranger }]
      const theirs = {
        sessionId: forged[0]?.sessionId as SessionId,
        userId: stranger,
        fromSeq: 1,
        events: forged,
      }
      const file = fileOf(log)
      const whole = { ...file, sessions: [...file.sessions, theirs] }

      expect(await check(whole)).toMatchObject({
        deviceLabel: null,
        deviceRevoked: false,
        sessions: [
          { personName: 'Ana', records: 4, unreadable: 0, refused: null },
          { personName: null, records: 1, unreadable: 1 },
        ],
      })
      expect(await takeIn(whole)).toMatchObject({ taken: 5, here: 0, setAside: 1 })
      expect(await heldOf(log.sessionId)).toEqual(places(log))
      expect(await heldOf(theirs.sessionId)).toEqual([])
      expect(await audit('device.vouched-for')).toMatchObject([
        { actor_id: mia.personId, subject_id: deviceId, reason: 'its screen is broken' },
      ])
      // It speaks for nobody by that, and proves nothing: who comes with it signs in and enrols it as one that is new.
      expect(await refusal(authenticateDevice(company.ctx, ana.token))).toMatchObject({
        kind: 'device-unknown',
      })
      const again = { deviceId, deviceToken: ana.token, label: 'ana’s phone', appVersion: '1' }
      const { deviceToken } = await enrolDevice(company.ctx, await company.person('ana'), again)
      expect(await authenticateDevice(company.ctx, deviceToken)).toEqual(ana.device)
      expect(await refusal(enrolDevice(company.ctx, mia, again))).toMatchObject({ kind: 'forbidden' })
      expect(await log.push()).toMatchObject({ ackedThrough: 4, setAside: [] })
      expect(await heldOf(log.sessionId)).toEqual(places(log))
      expect(await check(file)).toMatchObject({ deviceLabel: 'ana’s phone', sessions: [{ here: 4 }] })
    })
  })
}
