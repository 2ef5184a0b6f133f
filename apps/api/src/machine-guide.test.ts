import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { openWorld, type World } from './testing/world.ts'

const GUIDE = new URL('../../../docs/guides/machine-endpoints.md', import.meta.url)

/** A request or an answer of the guide, or what people do in between. */
interface Part {
  readonly kind: 'http' | 'json' | 'deed'
  readonly text: string
}

function partsOf(guide: string): readonly Part[] {
  return [...guide.matchAll(/```(http|json)\n([\s\S]*?)```|<!-- (.+?) -->/g)].map(
    ([, kind, text, deed]): Part =>
      deed === undefined
        ? { kind: kind === 'http' ? 'http' : 'json', text: text ?? '' }
        : { kind: 'deed', text: deed },
  )
}

const anId = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/

/** What the guide's ids are called here: learnt where an answer says them for the first time. */
function learnIds(said: unknown, answered: unknown, ids: Map<string, string>): void {
  if (typeof said === 'string' && typeof answered === 'string' && anId.test(said)) {
    if (!ids.has(said)) ids.set(said, answered)
    return
  }
  if (typeof said !== 'object' || said === null || typeof answered !== 'object' || answered === null) return
  const known: Readonly<Record<string, unknown>> = { ...answered }
  for (const [name, value] of Object.entries(said)) learnIds(value, known[name], ids)
}

async function send(world: World, auth: string, text: string): Promise<unknown> {
  const [head = '', ...rest] = text.split('\n\n')
  const [first = '', ...headers] = head.trim().split('\n')
  const [method = '', path = ''] = first.split(' ')
  const body = rest.join('\n\n')
  const answer = await world.request(method, path, {
    auth,
    headers: Object.fromEntries(headers.map((line) => line.split(': ') as [string, string])),
    ...(body === '' ? {} : { body: JSON.parse(body) as unknown }),
  })
  return answer.body
}

async function approveFirst(world: World, runId: string): Promise<void> {
  const auth = await world.as('manager')
  const { reasons } = (await world.request('GET', '/api/reasons', { auth })).body as {
    reasons: { reasonId: string }[]
  }
  const { lines } = (
    await world.request('GET', `/api/runs/${runId}/variances?show=differing&q=cola`, { auth })
  ).body as { lines: { varianceId: string; version: number }[] }
  const decided = await world.request('POST', `/api/runs/${runId}/decisions`, {
    auth,
    body: {
      lines: lines.map(({ varianceId, version }) => ({ varianceId, version })),
      outcome: 'approved',
      reasonId: reasons[0]?.reasonId,
      note: '',
    },
  })
  expect(decided.status).toBe(200)
}

test('ADJ-8 every example of the guide for other systems does what the guide says', async () => {
  const world = await openWorld()
  try {
    const made = await world.request('POST', '/api/machines', {
      auth: await world.as('administrator'),
      body: {
        name: 'Acme Inventory',
        scopes: ['send-counts', 'send-signals', 'confirm-adjustments', 'read-variances'],
        facilityIds: [world.lisbon],
        expiresInDays: 90,
      },
    })
    const auth = `Bearer ${(made.body as { token: string }).token}`
    const ids = new Map<string, string>()
    const inOurs = (text: string) => text.replaceAll(new RegExp(anId, 'g'), (id) => ids.get(id) ?? id)
    let answered: unknown = null
    let examples = 0
    for (const { kind, text } of partsOf(readFileSync(GUIDE, 'utf8'))) {
      const runId = [...ids.values()][0] ?? ''
      if (kind === 'http') answered = await send(world, auth, inOurs(text))
      else if (kind === 'json') {
        learnIds(JSON.parse(text), answered, ids)
        expect(answered).toMatchObject(JSON.parse(inOurs(text)) as object)
        examples += 1
      } else if (text === 'the count is reconciled')
        await world.request('POST', `/api/runs/${runId}/reconcile`, { auth: await world.as('manager') })
      else if (text === 'a manager approves') await approveFirst(world, runId)
      else throw new Error(`the guide has people do what the test cannot: ${text}`)
    }
    expect(examples).toBe(9)
  } finally {
    await world.close()
  }
})

test('ADJ-8 the viewer of the API lists the machine endpoints with what they need', async () => {
  const world = await openWorld()
  try {
    const { body } = await world.request('GET', '/api/openapi.json')
    const { paths } = body as {
      paths: Record<
        string,
        Record<string, { security: unknown; description: string; parameters: { name: string; in: string }[] }>
      >
    }
    const counts = paths['/api/inventory/count']?.['post']
    expect(counts?.security).toEqual([{ machine: [] }])
    expect(counts?.description).toContain('send-counts')
    expect(counts?.parameters).toMatchObject([{ name: 'Idempotency-Key', in: 'header' }])
    expect(paths['/api/inventory/adjust']?.['post']?.security).toEqual([{ machine: [] }])
    expect(paths['/api/inventory/variances']?.['get']?.description).toContain('read-variances')
  } finally {
    await world.close()
  }
})
