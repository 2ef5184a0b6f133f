import { freshPostgres } from '@cyclecount/db/testing'
import type { SessionId } from '@cyclecount/domain'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { openCompany } from '../testing/company.ts'
import { assignmentOf, openPhone, planRun } from '../testing/phone.ts'
import { createBacklogTurns, LOCK, PLACES } from './backlog-turn.ts'
import { intakeContract } from './intake.contract.ts'
import { createIntake, type Intake } from './intake.ts'

intakeContract('PostgreSQL', () => freshPostgres('intake'))

test('[GC4] backlogs take turns with those of other processes; what is scanned now does not, and who hangs holds nobody up for ever', async () => {
  const company = await openCompany(await freshPostgres('intake_turns'))
  try {
    const { runId } = await planRun(company, ['ana', 'ben'])
    const counting = async (who: string, scans: number) => {
      const phone = await openPhone(company, who)
      const log = phone.log(company.ctx.newId<SessionId>())
      await log.start(await assignmentOf(company, who, runId))
      for (let i = 0; i < scans; i += 1) log.scan({ productId: company.product('tea') })
      const { sessionId, events } = log
      const push = (intake: Intake, from: number, through: number) =>
        intake.push(phone.device, {
          protocol: 1,
          batchId: `from ${from}`,
          deviceId: phone.device.deviceId,
          appVersion: '1',
          sessions: [{ sessionId, fromSeq: from, events: events.slice(from - 1, through) }],
        })
      return { push, held: (ackedThrough: number) => ({ sessions: [{ ackedThrough }] }) }
    }
    const [ana, ben] = [await counting('ana', 260), await counting('ben', 3)]
    const inThisTurn = createIntake(company.ctx, { turns: createBacklogTurns(600_000) })
    for (const [at, place] of PLACES.entries()) {
      // Another process, in the midst of a backlog at one place: any other will do.
      await company.ctx.db.write(async (tx) => {
        await sql`select pg_advisory_xact_lock(${LOCK}::int, ${place}::int)`.execute(tx)
        const through = 60 * (at + 1)
        expect(await ana.push(inThisTurn, through - 59, through)).toMatchObject(ana.held(through))
      })
    }
    const order: string[] = []
    // And at each place.
    await company.ctx.db
      .write(async (tx) => {
        for (const place of PLACES)
          await sql`select pg_advisory_xact_lock(${LOCK}::int, ${place}::int)`.execute(tx)
        const hurried = createIntake(company.ctx, { turns: createBacklogTurns(50) })
        expect(await ana.push(hurried, 121, 190)).toMatchObject(ana.held(190))
        const patient = createIntake(company.ctx, { turns: createBacklogTurns(600_000) })
        const backlog = ana.push(patient, 191, 261).then((reply) => {
          order.push('backlog')
          return reply
        })
        const waiting = sql`select 1 from pg_locks where locktype = 'advisory' and classid = ${LOCK}::int and not granted
          and database = (select oid from pg_database where datname = current_database())`
        await expect
          .poll(async () => (await waiting.execute(company.ctx.db.read)).rows.length, { timeout: 20_000 })
          .toBe(1)
        expect(await ben.push(patient, 1, 4)).toMatchObject(ben.held(4))
        order.push('scans of now')
        return { backlog }
      })
      .then(async ({ backlog }) => expect(await backlog).toMatchObject(ana.held(261)))
    expect(order).toEqual(['scans of now', 'backlog'])
  } finally {
    await company.close()
  }
})
