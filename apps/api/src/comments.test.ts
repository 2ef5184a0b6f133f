import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sha256Of } from './testing/photo.ts'
import { openWorld, startCounting, type Counting, type World } from './testing/world.ts'

interface Told {
  readonly comments: readonly { readonly commentId: string; readonly attachments: readonly unknown[] }[]
  readonly people: readonly { readonly personId: string; readonly name: string }[]
}
interface Waiting {
  readonly unread: number
  readonly items: readonly { readonly key: string; readonly at: number; readonly kind: string }[]
}

const sheet = Buffer.from('sku;counted\ncola;3\ngum;0\n')

describe('AUD-5 comments on sessions, variances and proposals, their files, and an inbox of what needs me', () => {
  let world: World
  let counting: Counting
  let threads: Readonly<Record<'session' | 'variance' | 'proposal', string>>
  beforeAll(async () => {
    world = await openWorld()
    counting = await startCounting(world)
    await counting.push(counting.events, 1)
    await send('manager', `/api/runs/${counting.runId}/reconcile`, {})
    const { lines } = (await send('manager', `/api/runs/${counting.runId}/variances?status=open`)).body as {
      lines: { varianceId: string; version: number }[]
    }
    const { reasons } = (await send('manager', '/api/reasons')).body as { reasons: { reasonId: string }[] }
    const [line] = lines
    await send('manager', `/api/runs/${counting.runId}/decisions`, {
      lines: [{ varianceId: line?.varianceId, version: line?.version }],
      outcome: 'approved',
      reasonId: reasons[0]?.reasonId,
      note: '',
    })
    const { proposals } = (await send('manager', '/api/proposals')).body as {
      proposals: { proposalId: string }[]
    }
    threads = {
      session: `/api/threads/session/${counting.sessionId}`,
      variance: `/api/threads/variance/${line?.varianceId}`,
      proposal: `/api/threads/proposal/${proposals[0]?.proposalId}`,
    }
  })
  afterAll(() => world.close())

  async function send(who: string, path: string, body?: unknown) {
    const auth = await world.as(who)
    return world.request(body === undefined ? 'GET' : 'POST', path, {
      auth,
      ...(body === undefined ? {} : { body }),
    })
  }
  const sayAt = (who: string, thread: string, text: string, attachments: readonly unknown[] = []) =>
    send(who, `${thread}/comments`, { commentId: world.newId(), text, attachments })
  const inboxOf = async (who: string) => (await send(who, '/api/inbox')).body as Waiting
  async function put(content: Uint8Array<ArrayBuffer>, who = 'manager', type = 'application/octet-stream') {
    return world.fetch(`/api/facilities/${world.lisbon}/attachments/${sha256Of(content)}`, {
      method: 'PUT',
      headers: { authorization: await world.as(who), 'content-type': type },
      body: content,
    })
  }

  test('a manager and an auditor talk under each of the three, and each thread keeps to itself', async () => {
    for (const [kind, thread] of Object.entries(threads)) {
      expect(await sayAt('manager', thread, `About the ${kind}`)).toMatchObject({ status: 200 })
      expect(await sayAt('auditor', thread, 'Thank you')).toMatchObject({ status: 200 })
      expect((await send('planner', thread)).body).toMatchObject({
        comments: [
          { by: 'The manager', own: false, revisions: [{ revision: 1, text: `About the ${kind}` }] },
          { by: 'The auditor', revisions: [{ text: 'Thank you' }] },
        ],
      })
      expect(await send('associate', thread)).toMatchObject({ status: 403 })
      expect(await send('manager-azores', thread)).toMatchObject({ status: 404 })
      expect(await send('other-planner', thread)).toMatchObject({ status: 404 })
    }
  })

  test('a comment and its file are revised by who made them, and every revision can be read, also after a restart', async () => {
    expect((await put(sheet)).status).toBe(200)
    const attachmentId = world.newId()
    const said = await sayAt('manager', threads.session, 'See the sheet', [
      { attachmentId, name: 'sheet.csv', sha256: sha256Of(sheet) },
    ])
    const { commentId } = (said.body as Told).comments.at(-1) ?? expect.fail('no comment')
    const other = Buffer.from('sku;counted\ncola;4\ngum;0\n')
    expect((await put(other)).status).toBe(200)
    await send('manager', `/api/comments/${commentId}/revisions`, { revision: 1, text: 'See both sheets' })
    const file = { revision: 1, name: 'sheet.csv', sha256: sha256Of(other) }
    const path = `/api/comments/${commentId}/attachments/${attachmentId}/revisions`
    expect(await send('planner', path, file)).toMatchObject({ status: 404 })
    await send('manager', path, file)
    expect(await send('manager', path, file)).toMatchObject({
      status: 409,
      body: { kind: 'changed-meanwhile' },
    })
    await world.restart()
    const { comments } = (await send('auditor', threads.session)).body as Told
    expect(comments.at(-1)).toMatchObject({
      revisions: [{ text: 'See the sheet' }, { text: 'See both sheets' }],
      attachments: [{ revisions: [{ sha256: sha256Of(sheet) }, { sha256: sha256Of(other) }] }],
    })
    const given = await world.fetch(`/api/facilities/${world.lisbon}/attachments/${sha256Of(sheet)}`, {
      headers: { authorization: await world.as('auditor') },
    })
    expect(Buffer.from(await given.arrayBuffer())).toEqual(sheet)
    // Whatever it is, a browser keeps it as a file and shows nothing of it as a page of ours.
    expect(Object.fromEntries(given.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment',
      'x-content-type-options': 'nosniff',
    })
  })

  test('a file of another kind, or larger than 5 MiB, is refused', async () => {
    const page = Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(200, 1)])
    expect((await put(page)).status).toBe(422)
    expect((await put(Buffer.alloc(5_242_881, 'x'))).status).toBe(413)
    expect((await put(sheet, 'manager', 'text/csv')).status).toBe(400)
    expect((await put(sheet, 'associate')).status).toBe(403)
    expect((await put(sheet, 'manager-azores')).status).toBe(404)
  })

  test('a mention is unread in the inbox of who is named, told to who listens, and read once they have seen it', async () => {
    const { people } = (await send('manager', threads.variance)).body as Told
    const auditor = people.find(({ name }) => name === 'The auditor')?.personId
    const listening = new AbortController()
    const stream = await world.fetch('/api/inbox/live', {
      headers: { authorization: await world.as('auditor') },
      signal: listening.signal,
    })
    const heard = eventsOf(stream)
    expect(await heard()).toMatchObject({ unread: 0 })
    await sayAt('manager', threads.variance, `<@${auditor}>, please count this one yourself`)
    const [item] = (await inboxOf('auditor')).items
    expect(item).toMatchObject({ kind: 'mention', unread: true, person: 'The manager' })
    expect(await heard()).toMatchObject({ unread: 1 })
    listening.abort()
    expect(await inboxOf('planner')).toMatchObject({ unread: 0 })
    expect(await inboxOf('associate')).toEqual({ items: [], unread: 0, more: false })
    const seen = { items: [{ key: item?.key, at: item?.at }] }
    expect((await send('auditor', '/api/inbox/seen', seen)).body).toMatchObject({ unread: 0 })
  })

  test('what was said stands in the audit log', async () => {
    const audit = await send('auditor', `/api/audit?facilityId=${world.lisbon}`)
    const { rows } = audit.body as { rows: { tag: string; subjectKind: string; actor: string }[] }
    expect(rows.filter(({ tag }) => /comment|attachment/.test(tag)).slice(0, 3)).toMatchObject([
      { tag: 'comment.added', subjectKind: 'variance', actor: 'The manager' },
      { tag: 'attachment.revised', subjectKind: 'session', actor: 'The manager' },
      { tag: 'comment.revised', subjectKind: 'session', actor: 'The manager' },
    ])
  })
})

/** The events of a stream, one after the other. */
function eventsOf(response: Response): () => Promise<unknown> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  return async () => {
    for (;;) {
      const [, found] = /data: (.*)\n\n/.exec(text) ?? []
      if (found !== undefined) {
        text = text.slice(text.indexOf(found) + found.length)
        return JSON.parse(found) as unknown
      }
      const { value, done } = (await reader?.read()) ?? { done: true }
      if (done) throw new Error('the stream ended')
      text += value
    }
  }
}
