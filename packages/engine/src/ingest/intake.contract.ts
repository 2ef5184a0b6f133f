import type { PushBody } from '@cyclecount/contract'
import type { SessionId } from '@cyclecount/domain'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { EngineContext } from '../context.ts'
import { openCompany, type Company } from '../testing/company.ts'
import { assignmentOf, chainOf, openPhone, planRun, type Phone, type PhoneLog } from '../testing/phone.ts'
import { createIntake } from './intake.ts'

/** What taking in many pushes at once promises on both databases. */
export function intakeContract(name: string, freshUrl: () => string | Promise<string>): void {
  describe(`intake on ${name}`, () => {
    let company: Company
    let runId = ''
    beforeAll(async () => {
      company = await openCompany(await freshUrl())
    })
    afterAll(() => company.close())
    beforeEach(async () => {
      await company.ctx.db.write((tx) =>
        tx.updateTable('inventory_count_import').set({ status_id: 'voided' }).execute(),
      )
      runId = (await planRun(company, ['ana', 'ben'])).runId
    })

    async function counting(who: string): Promise<{ readonly phone: Phone; readonly log: PhoneLog }> {
      const phone = await openPhone(company, who)
      const log = phone.log(company.ctx.newId<SessionId>())
      await log.start(await assignmentOf(company, who, runId))
      for (let i = 0; i < 80; i += 1) log.scan({ productId: company.product(i % 3 === 0 ? 'cola' : 'tea') })
      return { phone, log }
    }

    const bodyOf = (
      { device }: Phone,
      log: PhoneLog,
      from: number,
      events: readonly unknown[],
    ): PushBody => ({
      protocol: 1,
      batchId: `from ${from}`,
      deviceId: device.deviceId,
      appVersion: '1',
      sessions: [{ sessionId: log.sessionId, fromSeq: from, events: [...events] }],
    })

    /** The context, and how many transactions were committed through it. */
    function counted(): { readonly ctx: EngineContext; readonly commits: () => number } {
      let commits = 0
      const { db } = company.ctx
      const write: typeof db.write = async (work) => {
        const done = await db.write(work)
        commits += 1
        return done
      }
      return { ctx: { ...company.ctx, db: { ...db, write } }, commits: () => commits }
    }

    test('[IN1] [GC1] takes in what arrives together, each push once, and answers after the commit', async () => {
      const { ctx, commits } = counted()
      const intake = createIntake(ctx)
      const [ana, ben] = [await counting('ana'), await counting('ben')]
      const before = commits()
      const parts = [ana, ben].flatMap(({ phone, log }) =>
        [1, 28, 55, 28].map((from) => {
          const body = bodyOf(phone, log, from, log.events.slice(from - 1, from + 26))
          return intake.push(phone.device, body).then((reply) => ({ reply, commits: commits() }))
        }),
      )
      const told = await Promise.all(parts)
      expect(told.map(({ reply }) => reply.sessions[0]?.setAside)).toEqual(told.map(() => []))
      expect(Math.min(...told.map((one) => one.commits))).toBeGreaterThan(before)
      if (ctx.db.dialect === 'sqlite') expect(commits() - before).toBe(1)
      for (const { phone, log } of [ana, ben]) {
        const reply = await intake.push(phone.device, bodyOf(phone, log, 81, log.events.slice(80)))
        expect(reply.sessions[0]).toMatchObject({ ackedThrough: 81, chain: chainOf(log.events) })
        const items = await ctx.db.read
          .selectFrom('inventory_count_import_item')
          .select('quantity')
          .where('inventory_count_import_id', '=', log.sessionId)
          .execute()
        expect(items.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(80_000)
      }
      await intake.close()
    })

    test('[GC1] one push that fails takes nobody with it', async () => {
      const intake = createIntake(company.ctx)
      const [ana, ben] = [await counting('ana'), await counting('ben')]
      const broken = {
        get kind(): string {
          throw new Error('a fault of the server')
        },
      }
      const [good, failed, other] = await Promise.allSettled([
        intake.push(ana.phone.device, bodyOf(ana.phone, ana.log, 1, ana.log.events)),
        intake.push(ben.phone.device, bodyOf(ben.phone, ben.log, 1, [ben.log.events[0], broken])),
        intake.push(ben.phone.device, bodyOf(ben.phone, ben.log, 1, ben.log.events)),
      ])
      expect(failed).toMatchObject({ status: 'rejected', reason: { message: 'a fault of the server' } })
      for (const one of [good, other])
        expect(one).toMatchObject({ status: 'fulfilled', value: { sessions: [{ ackedThrough: 81 }] } })
    })

    test('[GC1] [IN5] an id that stands elsewhere, in the midst of many that are new, undoes what went in before it', async () => {
      const intake = createIntake(company.ctx)
      const [ana, ben] = [await counting('ana'), await counting('ben')]
      await intake.push(ana.phone.device, bodyOf(ana.phone, ana.log, 1, ana.log.events))
      const events = ben.log.events.with(40, {
        ...ben.log.events[40],
        scanId: ana.log.events[40]?.scanId,
      } as never)
      const [reply] = (await intake.push(ben.phone.device, bodyOf(ben.phone, ben.log, 1, events))).sessions
      expect(reply).toMatchObject({ ackedThrough: 81, chain: chainOf(events), setAside: [{ deviceSeq: 41 }] })
      const { db } = company.ctx
      const log = await db.read
        .selectFrom('scan')
        .select('change_seq')
        .where('session_id', '=', ben.log.sessionId)
        .orderBy('change_seq')
        .execute()
      expect(log.map((row) => row.change_seq)).toEqual(Array.from({ length: 80 }, (_, at) => at + 1))
      const items = await db.read
        .selectFrom('inventory_count_import_item')
        .select('quantity')
        .where('inventory_count_import_id', '=', ben.log.sessionId)
        .execute()
      expect(items.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(79_000)
    })

    test('[IN1] [GC1] where the transaction is lost everybody is told, and nothing of it is held', async () => {
      const { db } = company.ctx
      const write: typeof db.write = (work) =>
        db.write(async (tx) => {
          await work(tx)
          throw new Error('the disk is full')
        })
      const ana = await counting('ana')
      const body = bodyOf(ana.phone, ana.log, 1, ana.log.events)
      const losing = createIntake({ ...company.ctx, db: { ...db, write } })
      await expect(losing.push(ana.phone.device, body)).rejects.toThrow('the disk is full')
      const intake = createIntake(company.ctx)
      const none = await intake.push(ana.phone.device, bodyOf(ana.phone, ana.log, 9, []))
      expect(none.sessions).toMatchObject([{ ackedThrough: 0, state: null }])
      expect(await intake.push(ana.phone.device, body)).toMatchObject({ sessions: [{ ackedThrough: 81 }] })
    })

    test('[GC3] more than can wait is told to come again', async () => {
      const intake = createIntake(company.ctx, { mostWaiting: 100 })
      const [ana, ben] = [await counting('ana'), await counting('ben')]
      const first = intake.push(ana.phone.device, bodyOf(ana.phone, ana.log, 1, ana.log.events))
      await expect(
        intake.push(ben.phone.device, bodyOf(ben.phone, ben.log, 1, ben.log.events)),
      ).rejects.toMatchObject({ problem: { kind: 'busy', retryable: true } })
      const small = intake.push(ben.phone.device, bodyOf(ben.phone, ben.log, 1, ben.log.events.slice(0, 5)))
      expect((await first).sessions).toMatchObject([{ ackedThrough: 81 }])
      expect((await small).sessions).toMatchObject([{ ackedThrough: 5 }])
    })
  })
}
