import { freeAuditLog } from '@cyclecount/db/testing'
import type { Schema } from '@cyclecount/db'
import { fakeId, type DeviceId, type FacilityId, type OrgId, type PersonId } from '@cyclecount/domain'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Tx } from '../context.ts'
import { openStore, type Store } from '../testing/store-day.ts'
import { appendAudit, auditHash } from './chain.ts'
import { verifyAudit, type AuditVerdict } from './verify.ts'

type Row = Schema['reflexion_log']

const ROWS = 7
const OWN = fakeId<FacilityId>('the store')
const OTHER = fakeId<FacilityId>('the other store')
const BARE = fakeId<FacilityId>('a store where nothing happened')

/** Text that both databases can hold. */
const words = fc.string({ maxLength: 12 }).filter((text) => !text.includes('\0'))
const number = fc.integer({ min: -5, max: 2 ** 40 })
/** Never 16 bytes, which would be read as an id. */
const bytes = fc
  .uint8Array({ maxLength: 40 })
  .filter(({ length }) => length !== 16)
  .map((all) => new Uint8Array(all))
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null })

/** Other content for every column of a row. The compiler sees to it that none is forgotten. */
const contents: { readonly [C in keyof Row]: fc.Arbitrary<Row[C]> } = {
  facility_id: fc.constantFrom(OTHER, BARE),
  seq: number,
  org_id: words.map((text) => fakeId<OrgId>(text)),
  at: number,
  tag: words,
  actor_id: maybe(words.map((text) => fakeId<PersonId>(text))),
  device_id: maybe(words.map((text) => fakeId<DeviceId>(text))),
  subject_kind: words,
  subject_id: words,
  before: maybe(words),
  after: maybe(words),
  reason: maybe(words),
  prev_hash: bytes,
  hash: bytes,
}

/** Whatever is done to a row, the audit log says so. On both databases. */
export function tamperingContract(name: string, freshUrl: () => string | Promise<string>): void {
  describe(`tampering with the audit log on ${name}`, () => {
    let store: Store
    let rows: readonly Row[]

    beforeAll(async () => {
      store = await openStore(await freshUrl())
      const { db } = store.ctx
      const known = db.read.selectFrom('facility').selectAll()
      const facility = await known.where('facility_id', '=', store.facilityId).executeTakeFirstOrThrow()
      const cause = { orgId: store.orgId, personId: store.actor('chloe').personId, deviceId: null }
      await db.write(async (tx) => {
        for (const facilityId of [OWN, OTHER, BARE])
          await tx
            .insertInto('facility')
            .values({ ...facility, facility_id: facilityId, code: facilityId })
            .execute()
        for (const facilityId of [OWN, OTHER])
          await appendAudit(
            tx,
            cause,
            Array.from({ length: ROWS }, (_, index) => entry(facilityId, index)),
          )
      })
      rows = await db.read
        .selectFrom('reflexion_log')
        .selectAll()
        .where('facility_id', '=', OWN)
        .orderBy('seq')
        .execute()
    })
    afterAll(() => store.close())

    const entry = (facilityId: FacilityId, index: number) => ({
      facilityId,
      at: store.clock.now + index,
      tag: 'test.happened',
      subjectKind: 'test',
      subjectId: `subject ${index}`,
      ...(index % 2 === 0 ? { before: { index }, reason: 'because' } : {}),
      after: { index },
    })

    /** What the log's facilities say after this was done to it; nothing of it stays. */
    async function after(work: (tx: Tx) => Promise<unknown>): Promise<readonly AuditVerdict[]> {
      const { db } = store.ctx
      const undone = new Error('undone')
      let verdicts: readonly AuditVerdict[] = []
      const trial = db.write(async (tx) => {
        await freeAuditLog(tx, db.dialect)
        await work(tx)
        const ctx = { db: { ...db, read: tx } }
        verdicts = [await verifyAudit(ctx, OWN), await verifyAudit(ctx, OTHER), await verifyAudit(ctx, BARE)]
        throw undone
      })
      await expect(trial).rejects.toBe(undone)
      return verdicts
    }

    const at = (seq: number): Row => {
      const row = rows[seq - 1]
      if (!row) throw new Error(`no row ${seq}`)
      return row
    }
    const change = (tx: Tx, seq: number, set: Partial<Row>) =>
      tx.updateTable('reflexion_log').set(set).where('facility_id', '=', OWN).where('seq', '=', seq).execute()
    const put = (tx: Tx, row: Row) => tx.insertInto('reflexion_log').values(row).execute()
    const seqs = fc.integer({ min: 1, max: ROWS })
    /** As who knows how seals are made would seal it. */
    const sealed = (row: Row, previous: Uint8Array): Row => ({
      ...row,
      prev_hash: previous,
      hash: auditHash(previous, row),
    })
    const isBroken = ({ kind }: AuditVerdict) => kind === 'broken'

    test('is whole where nothing was done', async () => {
      const verdicts = await after(() => Promise.resolve())
      expect(verdicts.map(({ kind, rows: found }) => [kind, found])).toEqual([
        ['whole', ROWS],
        ['whole', ROWS],
        ['whole', 0],
      ])
    })

    test('the database refuses to change a row of it, and to remove one', async () => {
      const { db } = store.ctx
      const refusal = 'the audit log is only appended to'
      await expect(db.write((tx) => change(tx, 4, { reason: 'nothing to see' }))).rejects.toThrow(refusal)
      await expect(db.write((tx) => tx.deleteFrom('reflexion_log').execute())).rejects.toThrow(refusal)
      expect(await verifyAudit(store.ctx, OWN)).toMatchObject({ kind: 'whole', rows: ROWS })
    })

    const columns = Object.keys(contents) as readonly (keyof Row)[]
    test.each(columns)('AUD-2 other content of %s is found, in whichever row', async (column) => {
      for (let seq = 1; seq <= ROWS; seq += 1) {
        const was = at(seq)[column]
        const isOther = (value: unknown) => JSON.stringify(value) !== JSON.stringify(was)
        // Where another row stands the database refuses already.
        const isFree = (value: unknown) => column !== 'seq' || Number(value) < 1 || Number(value) > ROWS
        const moved = column === 'facility_id' ? { seq: ROWS + seq } : {}
        const other = (contents[column] as fc.Arbitrary<unknown>).filter(
          (value) => isOther(value) && isFree(value),
        )
        await fc.assert(
          fc.asyncProperty(other, async (value) => {
            const [own] = await after((tx) => change(tx, seq, { [column]: value, ...moved }))
            expect(own).toMatchObject({ kind: 'broken' })
          }),
          { numRuns: 4 },
        )
      }
    })

    test('AUD-2 a row inserted anywhere outside of the chain is found, though its seal is right', async () => {
      const where = number.filter((seq) => seq < 1 || seq > ROWS)
      await fc.assert(
        fc.asyncProperty(where, words, async (seq, tag) => {
          const previous = at(ROWS).hash
          const [own] = await after((tx) => put(tx, sealed({ ...at(ROWS), seq, tag }, previous)))
          expect(own).toMatchObject({ kind: 'broken', seq })
        }),
        {
          numRuns: 20,
          examples: [
            [ROWS + 1, 'test.happened'],
            [0, ''],
            [-1, ''],
          ],
        },
      )
    })

    test('AUD-2 a row inserted in the middle, the rest moved on, is found', async () => {
      await fc.assert(
        fc.asyncProperty(seqs, words, async (seq, tag) => {
          const [own] = await after(async (tx) => {
            for (let each = ROWS; each >= seq; each -= 1) await change(tx, each, { seq: each + 1 })
            const previous = seq === 1 ? new Uint8Array(32) : at(seq - 1).hash
            await put(tx, sealed({ ...at(seq), tag: `${tag}!` }, previous))
          })
          expect(own).toMatchObject({ kind: 'broken' })
        }),
        { numRuns: 12 },
      )
    })

    test('AUD-2 two rows that changed places are found, with their seals or without', async () => {
      const pair = fc.tuple(seqs, seqs, fc.boolean()).filter(([a, b]) => a !== b)
      await fc.assert(
        fc.asyncProperty(pair, async ([a, b, withSeals]) => {
          const contentOf = (seq: number, seals: Row): Partial<Row> => {
            const { seq: _, ...content } = at(seq)
            return withSeals ? content : { ...content, prev_hash: seals.prev_hash, hash: seals.hash }
          }
          const [own] = await after(async (tx) => {
            await change(tx, a, contentOf(b, at(a)))
            await change(tx, b, contentOf(a, at(b)))
          })
          expect(own).toMatchObject({ kind: 'broken' })
        }),
        { numRuns: 12 },
      )
    })

    test('AUD-2 a copy is found, behind the chain and in another facility, also where none has begun', async () => {
      await fc.assert(
        fc.asyncProperty(seqs, seqs, async (seq, on) => {
          const [own, other, bare] = await after(async (tx) => {
            await put(tx, { ...at(seq), seq: ROWS + on })
            await put(tx, { ...at(seq), facility_id: OTHER, seq: ROWS + on })
            await put(tx, { ...at(seq), facility_id: BARE })
          })
          expect([own, other, bare].every((verdict) => verdict && isBroken(verdict))).toBe(true)
        }),
        { numRuns: 12 },
      )
    })

    test('AUD-2 rows that were removed are found, whichever', async () => {
      await fc.assert(
        fc.asyncProperty(fc.uniqueArray(seqs, { minLength: 1 }), async (gone) => {
          const [own] = await after((tx) =>
            tx.deleteFrom('reflexion_log').where('facility_id', '=', OWN).where('seq', 'in', gone).execute(),
          )
          expect(own).toMatchObject({ kind: 'broken', seq: Math.min(...gone) })
        }),
        { numRuns: 20 },
      )
    })

    test('AUD-2 a log whose end was taken away or set back is found', async () => {
      const ends = (tx: Tx) => tx.updateTable('audit_head').where('facility_id', '=', OWN)
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 0, max: ROWS - 1 }), async (seq) => {
          const last_hash = seq === 0 ? new Uint8Array(32) : at(seq).hash
          const [own] = await after((tx) => ends(tx).set({ last_seq: seq, last_hash }).execute())
          expect(own).toMatchObject({ kind: 'broken' })
        }),
        { numRuns: 8 },
      )
      const [own] = await after((tx) => tx.deleteFrom('audit_head').where('facility_id', '=', OWN).execute())
      expect(own).toMatchObject({ kind: 'broken' })
    })
  })
}
