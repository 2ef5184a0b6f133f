import { createHash } from 'node:crypto'
import type { ThreadSubject } from '@cyclecount/contract'
import {
  mentionOf,
  type AttachmentId,
  type CommentId,
  type FacilityId,
  type RunId,
  type SessionId,
} from '@cyclecount/domain'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { auditPage } from '../audit/audit-page.ts'
import { verifyAudit } from '../audit/verify.ts'
import { inbox } from '../inbox/inbox.ts'
import { seeInbox } from '../inbox/seen.ts'
import { reconcileRun, reconcileWhenReady } from '../reconcile/reconcile-run.ts'
import { review } from '../reports/review.ts'
import { openStore, type Store } from '../testing/store-day.ts'
import { addComment } from './add-comment.ts'
import { readAttachment, storeAttachment } from './attachments.ts'
import { reviseAttachment, reviseComment } from './revise.ts'
import { thread } from './thread.ts'

const sha256Of = (content: Uint8Array) => createHash('sha256').update(content).digest('hex')
const csv = Buffer.from('sku;counted\nCOLA;3\nTEA;12\n')

/** What comments must do alike on both databases. */
export function commentsContract(name: string, freshUrl: () => string | Promise<string>): void {
  describe(`comments on ${name}`, () => {
    let store: Store
    let runId: RunId
    let sessionId: SessionId

    beforeEach(async () => {
      store = await openStore(await freshUrl())
      runId = await store.plan({ front: ['ana'] })
      const ana = await store.phone(runId, 'ana', 'front')
      ana.scan('cola', { bin: 'A1' })
      await ana.submit()
      sessionId = ana.sessionId
      await reconcileWhenReady(store.ctx, runId)
    })
    afterEach(() => store.close())

    const chloe = () => store.actor('chloe')
    const dora = () => store.actor('dora')
    const on = (subjectId: string, subject: ThreadSubject = 'session') => ({ subject, subjectId })
    const newComment = (text: string, attachments: Parameters<typeof addComment>[3]['attachments'] = []) => ({
      commentId: store.ctx.newId<CommentId>(),
      text,
      attachments,
    })
    const say = (who: 'chloe' | 'dora' | 'hugo', text: string, at = on(sessionId)) =>
      addComment(store.ctx, store.actor(who), at, newComment(text))
    const send = (content: Uint8Array, sha256 = sha256Of(content)) =>
      storeAttachment(store.ctx, chloe(), { facilityId: store.facilityId, sha256 }, content)
    const problemOf = (kind: string) => ({ problem: { kind } })

    test('what is said stands in the thread in its order, and the same comment again changes nothing', async () => {
      const first = newComment('Counted before opening')
      await addComment(store.ctx, chloe(), on(sessionId), first)
      store.clock.now += 1000
      await say('hugo', 'Thank you')
      const again = await addComment(store.ctx, chloe(), on(sessionId), { ...first, text: 'another text' })
      expect(
        again.comments.map(({ by, own, revisions }) => [by, own, revisions.map(({ text }) => text)]),
      ).toEqual([
        ['chloe', true, ['Counted before opening']],
        ['hugo', false, ['Thank you']],
      ])
      await expect(addComment(store.ctx, dora(), on(sessionId), first)).rejects.toMatchObject(
        problemOf('changed-meanwhile'),
      )
      expect(store.changes).toContain(store.facilityId)
    })

    test('a line keeps its thread when it is compared again and gets another version', async () => {
      const lineOf = async () => {
        const { lines } = await review(store.ctx, chloe(), runId, { status: 'all', show: 'all' })
        return lines.find(({ title }) => title === 'cola') ?? expect.fail('no cola')
      }
      const before = await lineOf()
      await say('chloe', 'One lies behind the fridge', on(before.varianceId, 'variance'))
      store.backend.book({ product: 'cola', location: 'bin-A1', quantityMilli: 4000, occurredAt: 0 })
      store.clock.now += 60_000
      await reconcileRun(store.ctx, chloe(), runId)
      const after = await lineOf()
      expect(after.varianceId).not.toBe(before.varianceId)
      expect(await thread(store.ctx, dora(), on(after.varianceId, 'variance'))).toMatchObject({
        comments: [{ by: 'chloe', revisions: [{ text: 'One lies behind the fridge' }] }],
      })
    })

    test('a comment is said better by who said it, and what was said before stays', async () => {
      const { comments } = await say('chloe', 'There where three')
      const commentId = comments[0]?.commentId ?? expect.fail('no comment')
      store.clock.now += 1000
      const revise = (who: 'chloe' | 'dora', revision: number, text: string) =>
        reviseComment(store.ctx, store.actor(who), { commentId }, { revision, text })
      await expect(revise('dora', 1, 'mine')).rejects.toMatchObject(problemOf('not-found'))
      const revised = await revise('chloe', 1, 'There were three')
      expect(revised.comments[0]?.revisions).toEqual([
        { revision: 1, text: 'There where three', at: store.clock.now - 1000 },
        { revision: 2, text: 'There were three', at: store.clock.now },
      ])
      await expect(revise('chloe', 1, 'late')).rejects.toMatchObject(problemOf('changed-meanwhile'))
      // Two at once: one of them is told.
      const both = await Promise.allSettled([revise('chloe', 2, 'four'), revise('chloe', 2, 'five')])
      expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    })

    test('what was said and how it was changed stands in the audit chain, which holds', async () => {
      const { comments } = await say('chloe', 'There where three')
      const commentId = comments[0]?.commentId ?? expect.fail('no comment')
      await reviseComment(store.ctx, chloe(), { commentId }, { revision: 1, text: 'There were three' })
      const { rows } = await auditPage(store.ctx, chloe(), {
        facilityId: store.facilityId,
        subjectId: sessionId,
      })
      const told = rows.filter(({ tag }) => tag.startsWith('comment.'))
      expect(told.map(({ tag, actor }) => [tag, actor])).toEqual([
        ['comment.revised', 'chloe'],
        ['comment.added', 'chloe'],
      ])
      expect(JSON.parse(told[0]?.after ?? '')).toEqual({ commentId, text: 'There were three' })
      expect(JSON.parse(told[0]?.before ?? '')).toEqual({ commentId, text: 'There where three' })
      expect(await verifyAudit(store.ctx, store.facilityId)).toMatchObject({ kind: 'whole' })
    })

    test('a file is kept under its SHA-256, shown with its comment and replaced by another revision', async () => {
      const kept = await send(csv)
      expect(kept).toEqual({ sha256: sha256Of(csv), mediaType: 'text/plain', bytes: csv.byteLength })
      const attachmentId = store.ctx.newId<AttachmentId>()
      const file = { attachmentId, name: 'sheet.csv', sha256: kept.sha256 }
      const said = await addComment(store.ctx, chloe(), on(sessionId), newComment('The sheet', [file]))
      const commentId = said.comments[0]?.commentId ?? expect.fail('no comment')
      const better = Buffer.from('sku;counted\nCOLA;4\nTEA;12\n')
      const { sha256 } = await send(better)
      const revised = await reviseAttachment(
        store.ctx,
        chloe(),
        { commentId, attachmentId },
        { revision: 1, name: 'sheet 2.csv', sha256 },
      )
      expect(revised.comments[0]?.attachments).toMatchObject([
        {
          attachmentId,
          revisions: [
            { revision: 1, name: 'sheet.csv', sha256: kept.sha256, mediaType: 'text/plain' },
            { revision: 2, name: 'sheet 2.csv', sha256, bytes: better.byteLength },
          ],
        },
      ])
      for (const content of [csv, better]) {
        const place = { facilityId: store.facilityId, sha256: sha256Of(content) }
        expect(Buffer.compare(await readAttachment(store.ctx, dora(), place), content)).toBe(0)
      }
    })

    test('a file that is not what it is called, too large, a program or never sent is refused', async () => {
      await expect(send(csv, sha256Of(Buffer.from('other')))).rejects.toMatchObject(problemOf('bad-request'))
      await expect(send(Buffer.alloc(5_242_881, 'x'))).rejects.toMatchObject(problemOf('too-large'))
      await expect(send(Buffer.from('short'))).rejects.toMatchObject(problemOf('unprocessable'))
      const program = Buffer.concat([Buffer.from('\u007fELF'), Buffer.alloc(64)])
      await expect(send(program)).rejects.toMatchObject(problemOf('unprocessable'))
      const unsent = { attachmentId: store.ctx.newId<AttachmentId>(), name: 'x.csv', sha256: sha256Of(csv) }
      await expect(
        addComment(store.ctx, chloe(), on(sessionId), newComment('See', [unsent])),
      ).rejects.toMatchObject(problemOf('unprocessable'))
      // Nothing stayed of the comment; and what no comment names is nobody's to read.
      expect((await thread(store.ctx, chloe(), on(sessionId))).comments).toEqual([])
      await send(csv)
      const place = { facilityId: store.facilityId, sha256: sha256Of(csv) }
      await expect(readAttachment(store.ctx, chloe(), place)).rejects.toMatchObject(problemOf('not-found'))
    })

    test('who reviews elsewhere, or nowhere, neither reads nor says anything', async () => {
      const elsewhere = {
        ...dora(),
        grants: [{ role: 'manager' as const, facilityId: store.ctx.newId<FacilityId>() }],
      }
      const foreign = { ...store.actor('hugo'), orgId: store.ctx.newId<Store['orgId']>() }
      for (const stranger of [elsewhere, foreign, store.actor('ana')]) {
        await expect(thread(store.ctx, stranger, on(sessionId))).rejects.toMatchObject(problemOf('not-found'))
        await expect(
          addComment(store.ctx, stranger, on(sessionId), newComment('hello')),
        ).rejects.toMatchObject(problemOf('not-found'))
      }
      await expect(thread(store.ctx, chloe(), on(store.ctx.newId()))).rejects.toMatchObject(
        problemOf('not-found'),
      )
    })

    test('whom a comment names finds it in their inbox until they have seen it; only who can read it can be named', async () => {
      const unread = async (who: 'chloe' | 'dora') => (await inbox(store.ctx, store.actor(who))).unread
      await expect(say('chloe', `Ask ${mentionOf(store.actor('ana').personId)}`)).rejects.toMatchObject(
        problemOf('unprocessable'),
      )
      const told = await say('chloe', `${mentionOf(dora().personId)}, was the till counted?`)
      expect(told.named).toEqual([{ personId: dora().personId, name: 'dora' }])
      expect(told.people.map(({ name: who }) => who)).toEqual(['chloe', 'dora', 'hugo'])
      const before = await inbox(store.ctx, dora())
      expect(before).toMatchObject({
        unread: 1,
        items: [
          {
            key: told.inboxKey,
            kind: 'mention',
            unread: true,
            person: 'chloe',
            text: '@dora, was the till counted?',
            subject: { kind: 'session', id: sessionId, title: 'Front' },
          },
        ],
      })
      expect(await unread('chloe')).toBe(0)
      const [item] = before.items
      await seeInbox(store.ctx, dora(), { items: [{ key: told.inboxKey, at: (item?.at ?? 0) - 1 }] })
      expect(await unread('dora')).toBe(1)
      const seen = await seeInbox(store.ctx, dora(), { items: [{ key: told.inboxKey, at: item?.at ?? 0 }] })
      expect(seen).toMatchObject({ unread: 0, items: [{ unread: false }] })
      // Named again later, it is unread again.
      store.clock.now += 1000
      await say('hugo', `${mentionOf(dora().personId)}?`)
      expect(await inbox(store.ctx, dora())).toMatchObject({ unread: 1, items: [{ person: 'hugo' }] })
    })

    test('who is named no more in what was said better is no longer told', async () => {
      const { comments } = await say('chloe', `${mentionOf(dora().personId)} look`)
      const commentId = comments[0]?.commentId ?? expect.fail('no comment')
      expect((await inbox(store.ctx, dora())).items).toHaveLength(1)
      const text = `${mentionOf(store.actor('hugo').personId)} look`
      await reviseComment(store.ctx, chloe(), { commentId }, { revision: 1, text })
      expect((await inbox(store.ctx, dora())).items).toHaveLength(0)
      expect((await inbox(store.ctx, store.actor('hugo'))).items).toMatchObject([{ text: '@hugo look' }])
    })
  })
}
