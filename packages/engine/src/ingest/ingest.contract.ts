import { NO_CHAIN, type AssignmentId, type SessionId } from '@cyclecount/domain'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { cancelRun } from '../planning/cancel-run.ts'
import { releaseArea } from '../planning/assign.ts'
import { runDetail } from '../planning/runs.ts'
import { checklist } from '../reports/checklist.ts'
import { sessionLog } from '../store/session-log.ts'
import { openCompany, type Company } from '../testing/company.ts'
import { areaAt, assignmentOf, chainOf, openPhone, planRun, type Phone } from '../testing/phone.ts'
import { ingestPush } from './push.ts'
import { reopenSession } from './reopen.ts'
import { voidSession } from './void-session.ts'

/** What ingestion promises on both databases. */
export function ingestContract(name: string, freshUrl: () => string | Promise<string>): void {
  describe(`ingest on ${name}`, () => {
    let company: Company
    let ana: Phone
    let run: Awaited<ReturnType<typeof planRun>>
    let assignmentId: AssignmentId

    beforeAll(async () => {
      company = await openCompany(await freshUrl())
    })
    afterAll(() => company.close())
    beforeEach(async () => {
      await endCounts(company)
      ana = await openPhone(company, 'ana')
      run = await planRun(company, ['ana', 'ben'])
      assignmentId = await assignmentOf(company, 'ana', run.runId)
    })
    const session = () => company.ctx.newId<SessionId>()
    const bin = (index: number) => areaAt(run.areas, 0).locations[index] ?? null

    test('[IN2] SYNC-1 SYNC-2 EXEC-2 takes a log in once, however often it is sent, and acknowledges what it holds', async () => {
      const log = ana.log(session())
      await log.start(assignmentId)
      for (let i = 0; i < 5; i += 1) log.scan({ productId: company.product('cola'), locationId: bin(0) })
      const first = await log.push()
      expect(first).toEqual({
        sessionId: log.sessionId,
        ackedThrough: 6,
        chain: chainOf(log.events),
        state: 'counting',
        setAside: [],
        undecided: 0,
      })
      expect(await log.push()).toEqual(first)
      expect(await itemsOf(company, log.sessionId)).toEqual([
        expect.objectContaining({ quantity: 5000, events: 5, status_id: 'counted', location_seq_id: 'A-1' }),
      ])
      expect(await scanCount(company, log.sessionId)).toBe(6)
    })

    test('[IN3] keeps what lies beyond a gap, folds it, and acknowledges it when the gap is filled', async () => {
      const log = ana.log(session())
      await log.start(assignmentId)
      for (let i = 0; i < 9; i += 1) log.scan({ productId: company.product('tea'), locationId: bin(1) })
      expect(await log.push(1, 3)).toMatchObject({ ackedThrough: 3 })
      expect(await log.push(7, 4)).toMatchObject({ ackedThrough: 3 })
      expect(await itemsOf(company, log.sessionId)).toEqual([expect.objectContaining({ quantity: 6000 })])
      expect(await log.push(4, 3)).toMatchObject({ ackedThrough: 10 })
      expect(await itemsOf(company, log.sessionId)).toEqual([expect.objectContaining({ quantity: 9000 })])
    })

    test('[IN4] SYNC-3 sets a poisoned record aside and goes on behind it', async () => {
      const log = ana.log(session())
      await log.start(assignmentId)
      log.scan({ productId: company.product('cola') })
      log.scan({ productId: company.product('cola') })
      log.scan({ productId: company.product('cola') })
      const [start, good, spoilt, last] = log.events
      const sent = [start, good, { ...spoilt, quantityMilli: 'three', deviceSeq: -1 }, last]
      const reply = await ana.send(log.sessionId, sent, 1)
      expect(reply.sessions[0]).toMatchObject({
        ackedThrough: 4,
        setAside: [{ deviceSeq: 3, kind: 'quarantined' }],
      })
      await ana.send(log.sessionId, sent, 1)
      const aside = await company.ctx.db.read
        .selectFrom('scan_quarantine')
        .select(['device_seq', 'raw', 'resolved_at'])
        .where('session_id', '=', log.sessionId)
        .execute()
      expect(aside).toEqual([{ device_seq: 3, raw: JSON.stringify(sent[2]), resolved_at: null }])
      expect(await itemsOf(company, log.sessionId)).toEqual([expect.objectContaining({ quantity: 2000 })])
    })

    test.each([
      ['another session', { sessionId: '01890000-0000-7000-8000-000000000001' }],
      ['another device', { deviceId: '01890000-0000-7000-8000-000000000001' }],
      ['a stranger', { userId: '01890000-0000-7000-8000-000000000001' }],
      ['an unknown product', { productId: '01890000-0000-7000-8000-000000000001' }],
      ['an unknown location', { locationId: '01890000-0000-7000-8000-000000000001' }],
      ['another place in the log', { deviceSeq: 9 }],
      ['a character no database takes', { code: 'a\0b' }],
      ['more than can be counted', { quantityMilli: 1e12, packUnits: 1e6 }],
    ])('[IN4] SYNC-3 sets aside a record that names %s, as it came', async (_, spoilt) => {
      const log = ana.log(session())
      await log.start(assignmentId)
      log.scan({ productId: company.product('cola') })
      const reply = await ana.send(log.sessionId, [log.events[0], { ...log.events[1], ...spoilt }], 1)
      expect(reply.sessions[0]).toMatchObject({ ackedThrough: 2, setAside: [{ deviceSeq: 2 }] })
      expect(await itemsOf(company, log.sessionId)).toEqual([])
    })

    test('[IN5] keeps a fork: the same place with another id, and the same id with other content', async () => {
      const log = ana.log(session())
      await log.start(assignmentId)
      const first = log.scan({ productId: company.product('cola') })
      await log.push()
      const other = { ...first, scanId: company.ctx.newId() }
      expect((await ana.send(log.sessionId, [other], 2)).sessions[0]).toMatchObject({
        ackedThrough: 2,
        setAside: [{ deviceSeq: 2, kind: 'conflict' }],
      })
      const changed = { ...first, deviceSeq: 3, quantityMilli: 7000 }
      expect((await ana.send(log.sessionId, [changed], 3)).sessions[0]).toMatchObject({
        ackedThrough: 3,
        setAside: [{ deviceSeq: 3, kind: 'conflict' }],
      })
      const kept = await company.ctx.db.read
        .selectFrom('scan_conflict')
        .select(['kind', 'raw'])
        .where('session_id', '=', log.sessionId)
        .orderBy('device_seq')
        .execute()
      expect(kept).toEqual([
        { kind: 'same-sequence-other-id', raw: JSON.stringify(other) },
        { kind: 'same-id-other-content', raw: JSON.stringify(changed) },
      ])
      expect(await itemsOf(company, log.sessionId)).toEqual([expect.objectContaining({ quantity: 1000 })])
    })

    test('[IN5] keeps one clash of a kind per place, whatever a broken device sends, and a resolved one stops nobody', async () => {
      const log = ana.log(session())
      await log.start(assignmentId)
      const first = log.scan({ productId: company.product('cola') })
      await log.push()
      for (let again = 0; again < 5; again += 1) {
        const other = { ...first, scanId: company.ctx.newId() }
        expect((await ana.send(log.sessionId, [other], 2)).sessions[0]).toMatchObject({ ackedThrough: 2 })
      }
      const mia = await company.person('mia')
      const aside = async () =>
        (await checklist(company.ctx, mia, run.runId)).items.find(({ kind }) => kind === 'set-aside')
      expect(await aside()).toMatchObject({ count: 1 })
      await company.ctx.db.write((tx) =>
        tx
          .updateTable('scan_conflict')
          .set({ resolved_at: 1, resolved_by: mia.personId, resolution: 'looked at the shelf' })
          .where('session_id', '=', log.sessionId)
          .execute(),
      )
      expect(await aside()).toBeUndefined()
    })

    test('[IN6] SYNC-2 acknowledges nothing of a session it lost, so that the device sends it from the first event on', async () => {
      const log = ana.log(session())
      await log.start(assignmentId)
      log.scan({ productId: company.product('cola') })
      log.scan({ productId: company.product('cola') })
      expect(await log.push(2)).toEqual({
        sessionId: log.sessionId,
        ackedThrough: 0,
        chain: NO_CHAIN,
        state: null,
        setAside: [],
        undecided: 0,
      })
      expect(await log.push(1)).toMatchObject({ ackedThrough: 3, state: 'counting' })
    })

    test('[IN6] keeps everything of a session whose start cannot be understood', async () => {
      const ben = await openPhone(company, 'ben')
      const log = ben.log(session())
      await log.start(await assignmentOf(company, 'ben', run.runId))
      log.scan({ productId: company.product('cola') })
      const stolen = { ...log.events[0], assignmentId }
      expect((await ben.send(log.sessionId, [stolen], 1)).sessions[0]).toMatchObject({
        ackedThrough: 1,
        state: null,
        setAside: [{ kind: 'quarantined', message: 'names an assignment of another person' }],
      })
      expect((await ben.send(log.sessionId, [log.events[1]], 2)).sessions[0]).toMatchObject({
        ackedThrough: 2,
        setAside: [{ deviceSeq: 2, kind: 'quarantined' }],
      })
    })

    test('[SM2] EXEC-1 stores a second active session suspended with its scans, and lets it go on when the first ends', async () => {
      const second = await planRun(company, ['ana'])
      const one = ana.log(session())
      await one.start(assignmentId)
      one.scan({ productId: company.product('cola') })
      expect(await one.push()).toMatchObject({ state: 'counting' })
      const elsewhere = await openPhone(company, 'ana')
      const two = elsewhere.log(session())
      await two.start(await assignmentOf(company, 'ana', second.runId))
      two.scan({ productId: company.product('tea') })
      expect(await two.push()).toMatchObject({ ackedThrough: 2, state: 'suspended', setAside: [] })
      expect(await itemsOf(company, two.sessionId)).toHaveLength(1)

      two.resume()
      expect(await two.push(3)).toMatchObject({ ackedThrough: 3, state: 'suspended' })
      expect(await statuses(company, two.sessionId)).toEqual([
        ['suspended', 'its counter is already counting Zone A'],
        ['suspended', 'resume refused: its counter is already counting Zone A'],
      ])
      one.pause()
      expect(await one.push(3)).toMatchObject({ state: 'paused' })
      expect(await stateOf(company, two.sessionId)).toBe('counting')
      one.resume()
      expect(await one.push(4)).toMatchObject({ state: 'paused' })
    })

    test('EXEC-1 SYNC-1 holds what arrives at the same time once, and lets one session of a person be active', async () => {
      const second = await planRun(company, ['ana'])
      const one = ana.log(session())
      await one.start(assignmentId)
      for (let i = 0; i < 20; i += 1) one.scan({ productId: company.product('cola'), locationId: bin(i % 3) })
      const elsewhere = await openPhone(company, 'ana')
      const two = elsewhere.log(session())
      await two.start(await assignmentOf(company, 'ana', second.runId))
      two.scan({ productId: company.product('tea') })
      const told = await Promise.all([one.push(), two.push(), one.push(), two.push(), one.push(1, 9)])
      expect(told.map((reply) => reply.setAside)).toEqual([[], [], [], [], []])
      expect(await scanCount(company, one.sessionId)).toBe(21)
      expect(await scanCount(company, two.sessionId)).toBe(2)
      const states = [await stateOf(company, one.sessionId), await stateOf(company, two.sessionId)]
      expect(states.toSorted((a, b) => a.localeCompare(b))).toEqual(['counting', 'suspended'])
      const items = await itemsOf(company, one.sessionId)
      expect(items.reduce((sum, item) => sum + item.quantity, 0)).toBe(20_000)
    })

    test('understands who ended one count and began another while offline, in whatever order they arrive', async () => {
      const second = await planRun(company, ['ana'])
      const one = ana.log(session())
      await one.start(assignmentId)
      one.submit({ [ana.device.deviceId]: 2 })
      const two = ana.log(session())
      await two.start(await assignmentOf(company, 'ana', second.runId))
      two.scan({ productId: company.product('tea') })
      const reply = await ingestPush(company.ctx, ana.device, {
        protocol: 1,
        batchId: 'b',
        deviceId: ana.device.deviceId,
        appVersion: '1',
        sessions: [two, one].map((log) => ({ sessionId: log.sessionId, fromSeq: 1, events: log.events })),
      })
      expect(reply.sessions.map((told) => told.state)).toEqual(['counting', 'submitted'])
    })

    test('[SM3] submits only when everything is held that the submit names, also of a second device', async () => {
      const id = session()
      const log = ana.log(id)
      await log.start(assignmentId)
      log.scan({ productId: company.product('cola') })
      await log.push()
      const handheld = await openPhone(company, 'ana')
      const other = handheld.log(id)
      other.resume()
      other.scan({ productId: company.product('cola') })
      other.scan({ productId: company.product('cola') })
      expect(await other.push(1, 1)).toMatchObject({ ackedThrough: 1 })
      log.submit({ [ana.device.deviceId]: 3, [handheld.device.deviceId]: 3 })
      const submitted: string[] = []
      expect(await log.push(3)).toMatchObject({ ackedThrough: 3, state: 'submitting' })
      expect(await other.push(2, 1)).toMatchObject({ ackedThrough: 2, state: 'submitting' })
      await ingestPush(
        company.ctx,
        handheld.device,
        {
          protocol: 1,
          batchId: 'b',
          deviceId: handheld.device.deviceId,
          appVersion: '1',
          sessions: [{ sessionId: id, fromSeq: 3, events: other.events.slice(2) }],
        },
        (runId) => submitted.push(runId),
      )
      expect(submitted).toEqual([run.runId])
      expect(await stateOf(company, id)).toBe('submitted')
      expect(await itemsOf(company, id)).toEqual([expect.objectContaining({ quantity: 3000 })])
      const history = (await statuses(company, id)).map(([status]) => status)
      expect(history).toEqual(['counting', 'submitting', 'submitted'])
    })

    test('[PJ3] EXEC-10 keeps late scans apart from the reviewed figure', async () => {
      const log = ana.log(session())
      await log.start(assignmentId)
      log.scan({ productId: company.product('cola') })
      log.submit({ [ana.device.deviceId]: 3 })
      log.scan({ productId: company.product('cola') })
      // Held before the submit itself, because it was overtaken.
      await log.push(1, 2)
      await log.push(4, 1)
      expect(await log.push(3, 1)).toMatchObject({ ackedThrough: 4, state: 'submitted' })
      log.scan({ productId: company.product('tea') })
      expect(await log.push(5)).toMatchObject({ ackedThrough: 5, state: 'submitted' })
      expect(await itemsOf(company, log.sessionId)).toEqual([expect.objectContaining({ quantity: 1000 })])
      const late = await company.ctx.db.read
        .selectFrom('scan')
        .select('device_seq')
        .where('session_id', '=', log.sessionId)
        .where('late_state', '=', 'waiting')
        .orderBy('device_seq')
        .execute()
      expect(late).toEqual([{ device_seq: 4 }, { device_seq: 5 }])
    })

    test('[PJ3] takes back what a late match had joined', async () => {
      const log = ana.log(session())
      await log.start(assignmentId)
      log.submit({ [ana.device.deviceId]: 2 })
      log.scan({ productId: null, code: 'MYSTERY' })
      log.match('MYSTERY', company.product('cola'), 6)
      // Held before the submit itself, because it was overtaken.
      await log.push(1, 1)
      await log.push(3, 2)
      expect(await itemsOf(company, log.sessionId)).toEqual([
        expect.objectContaining({ quantity: 6000, status_id: 'counted' }),
      ])
      expect(await log.push(2, 1)).toMatchObject({ ackedThrough: 4, state: 'submitted' })
      expect(await itemsOf(company, log.sessionId)).toEqual([
        expect.objectContaining({ quantity: 0, status_id: 'voided' }),
      ])
    })

    test('[SM3] a submit that is refused makes nothing late that was in time', async () => {
      const log = ana.log(session())
      await log.start(assignmentId)
      log.scan({ productId: company.product('cola') })
      const handheld = await openPhone(company, 'ana')
      const other = handheld.log(log.sessionId)
      other.submit({ [ana.device.deviceId]: 1, [handheld.device.deviceId]: 1 })
      await log.push()
      expect(await other.push()).toMatchObject({ state: 'submitted' })
      const mia = await company.person('mia')
      await voidSession(company.ctx, mia, { sessionId: log.sessionId, reason: 'begun twice' })
      log.submit({ [ana.device.deviceId]: 3 })
      expect(await log.push(3)).toMatchObject({ ackedThrough: 3, state: 'voided' })
      expect(await itemsOf(company, log.sessionId)).toEqual([expect.objectContaining({ quantity: 1000 })])
    })

    test('gives a submitted count back to its counter, who goes on in time', async () => {
      const log = ana.log(session())
      await log.start(assignmentId)
      log.submit({ [ana.device.deviceId]: 2 })
      await log.push()
      const mia = await company.person('mia')
      await reopenSession(company.ctx, mia, { sessionId: log.sessionId, reason: 'one bay is missing' })
      log.resume()
      log.scan({ productId: company.product('cola') })
      expect(await log.push(3)).toMatchObject({ ackedThrough: 4, state: 'counting' })
      expect(await itemsOf(company, log.sessionId)).toEqual([expect.objectContaining({ quantity: 1000 })])
      await expect(
        reopenSession(company.ctx, mia, { sessionId: log.sessionId, reason: 'again' }),
      ).rejects.toMatchObject({ problem: { kind: 'not-ready' } })
    })

    test('[SM4] never refuses scans of an area that was taken back or a run that was cancelled', async () => {
      const mia = await company.person('mia')
      const log = ana.log(session())
      await log.start(assignmentId)
      log.scan({ productId: company.product('cola') })
      await releaseArea(company.ctx, mia, { runId: run.runId, assignmentId })
      expect(await log.push()).toMatchObject({ ackedThrough: 2, state: 'suspended', setAside: [] })
      const ben = await openPhone(company, 'ben')
      const counted = ben.log(session())
      await counted.start(await assignmentOf(company, 'ben', run.runId))
      expect(await counted.push()).toMatchObject({ state: 'counting' })
      await cancelRun(company.ctx, mia, { runId: run.runId, reason: 'flood' })
      counted.scan({ productId: company.product('cola') })
      expect(await counted.push(2)).toMatchObject({ ackedThrough: 2, state: 'suspended' })
    })

    test('EXEC-4 EXEC-5 EXEC-14 undoes, matches and empties, and tells the history of items', async () => {
      const log = ana.log(session())
      await log.start(assignmentId)
      const wrong = log.scan({ productId: company.product('tea'), locationId: bin(0) })
      log.scan({ code: 'MYSTERY', locationId: bin(1) })
      log.empty(bin(2))
      await log.push()
      log.undo(wrong.scanId)
      log.match('MYSTERY', company.product('soap'), 6)
      await log.push(5)
      const items = await itemsOf(company, log.sessionId)
      expect(items.map((item) => [item.product_id, item.quantity, item.status_id])).toEqual([
        [company.product('tea'), 0, 'voided'],
        [null, 0, 'voided'],
        [company.product('soap'), 6000, 'counted'],
      ])
      const places = await company.ctx.db.read
        .selectFrom('session_location')
        .select(['location_id', 'state'])
        .where('session_id', '=', log.sessionId)
        .execute()
      expect(new Map(places.map((row) => [row.location_id, row.state]))).toEqual(
        new Map([
          [bin(1), 'counted'],
          [bin(2), 'confirmed-empty'],
        ]),
      )
    })

    test('[IN7] starts the run with the first count and gives the log back as it was captured', async () => {
      const actor = await company.person('ana')
      const log = ana.log(session())
      await log.start(assignmentId)
      log.scan({ productId: company.product('cola'), code: '04006381333931', locationId: bin(0) })
      log.set({ productId: company.product('cola'), quantityMilli: 4000 }, { [ana.device.deviceId]: 2 })
      log.empty(null)
      await log.push()
      const page = await sessionLog(company.ctx, actor, log.sessionId, {})
      expect(page).toMatchObject({ events: log.events, cursor: 4, more: false, state: 'counting' })
      expect(await sessionLog(company.ctx, actor, log.sessionId, { after: '2' })).toMatchObject({
        events: log.events.slice(2),
      })
      expect((await runDetail(company.ctx, await company.person('mia'), run.runId)).status).toBe('counting')
      await expect(
        sessionLog(company.ctx, await company.person('ben'), log.sessionId, {}),
      ).rejects.toMatchObject({ problem: { kind: 'not-found' } })
      expect(company.told.at(-1)).toBe(company.lisbon)
    })

    test('asks an app of another protocol to update, and refuses a device that speaks for another', async () => {
      const body = {
        protocol: 99,
        batchId: 'b',
        deviceId: ana.device.deviceId,
        appVersion: '9',
        sessions: [],
      }
      await expect(ingestPush(company.ctx, ana.device, body)).rejects.toMatchObject({
        problem: { kind: 'upgrade-required' },
      })
      const ben = await openPhone(company, 'ben')
      await expect(
        ingestPush(company.ctx, ana.device, { ...body, protocol: 1, deviceId: ben.device.deviceId }),
      ).rejects.toMatchObject({ problem: { kind: 'forbidden' } })
    })
  })
}

/** Tests share a company; nobody is left counting from the one before. */
async function endCounts(company: Company): Promise<void> {
  await company.ctx.db.write((tx) =>
    tx.updateTable('inventory_count_import').set({ status_id: 'voided' }).execute(),
  )
}

function itemsOf(company: Company, sessionId: SessionId) {
  return company.ctx.db.read
    .selectFrom('inventory_count_import_item')
    .selectAll()
    .where('inventory_count_import_id', '=', sessionId)
    .orderBy('import_item_seq_id')
    .execute()
}

async function scanCount(company: Company, sessionId: SessionId): Promise<number> {
  const rows = await company.ctx.db.read
    .selectFrom('scan')
    .select('scan_id')
    .where('session_id', '=', sessionId)
    .execute()
  return rows.length
}

async function stateOf(company: Company, sessionId: SessionId): Promise<string> {
  const row = await company.ctx.db.read
    .selectFrom('inventory_count_import')
    .select('status_id')
    .where('inventory_count_import_id', '=', sessionId)
    .executeTakeFirstOrThrow()
  return row.status_id
}

async function statuses(
  company: Company,
  sessionId: SessionId,
): Promise<(readonly [string, string | null])[]> {
  const rows = await company.ctx.db.read
    .selectFrom('inv_count_import_status')
    .select(['status_id', 'reason'])
    .where('inventory_count_import_id', '=', sessionId)
    .where('import_item_seq_id', 'is', null)
    .orderBy('inv_count_imp_status_id')
    .execute()
  return rows.map((row) => [row.status_id, row.reason] as const)
}
