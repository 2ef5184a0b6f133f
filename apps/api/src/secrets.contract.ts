import { createHmac, randomBytes } from 'node:crypto'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { tables } from '@cyclecount/db'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createApp } from './app.ts'
import { createLog } from './log.ts'
import { lookAtSecrets } from './secrets-keys.ts'
import { openReceiver, type Receiver } from './testing/receiver.ts'
import { openWorld, type World } from './testing/world.ts'
import { createSendWebhook } from './webhooks/send-webhook.ts'

const newKey = (): string => randomBytes(32).toString('base64')

/** What becomes of the secrets that the product signs with, alike on both databases. */
export function secretsContract(name: string, freshUrl: () => Promise<string | undefined>): void {
  describe(`secrets on ${name}`, () => {
    let world: World
    let receiver: Receiver
    const send = createSendWebhook({ isPrivateAllowed: true, patienceMs: 2000 })

    beforeEach(async () => {
      world = await openWorld(await freshUrl())
      receiver = await openReceiver()
    })
    afterEach(async () => {
      await receiver.close()
      await world.close()
    })

    const keyFile = () => join(world.folder, 'secrets.key')
    const answersPath = () => `/api/facilities/${world.lisbon}/adjustment-answers`
    const byEvent = (more = '') => `/api/facilities/${world.lisbon}/adjustments-by-event${more}`

    async function call(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
      const auth = await world.as('administrator')
      const answer = await world.request(method, path, { auth, ...(body === undefined ? {} : { body }) })
      if (answer.status !== 200) throw new Error(`${path}: ${JSON.stringify(answer.body)}`)
      return answer.body as Record<string, unknown>
    }

    /** A webhook and a facility that is answered for, each with a new secret and the one before. */
    async function makeSecrets() {
      const url = receiver.url
      const facilityIds = [world.lisbon]
      const made = await call('POST', '/api/webhooks', {
        name: 'ERP',
        url,
        types: [],
        facilityIds,
        showsCost: false,
      })
      const webhookId = String(made['webhookId'])
      const again = await call('POST', `/api/webhooks/${webhookId}/secret`, {})
      const begun = await call('PUT', byEvent(), { answerWithinHours: 24, looksUp: true })
      const answers = await call('POST', byEvent('/secret'), {})
      const all = [made, again, begun, answers].map(({ secret }) => String(secret))
      const [, webhook = '', , answer = ''] = all
      return { webhookId, all, webhook, answer }
    }

    /** Sends a test to the webhook; what it was signed with, and what came of it. */
    async function testWebhook(webhookId: string, secrets: readonly string[]) {
      const before = receiver.received.length
      const authorization = await world.as('administrator')
      const answer = await createApp({ ...world.ctx, sendWebhook: send }).request(
        `/api/webhooks/${webhookId}/test`,
        { method: 'POST', headers: { authorization } },
      )
      const said = await answer.text()
      const came = receiver.received[before]
      const { headers = {}, body = '' } = came ?? {}
      const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`
      const given = String(headers['webhook-signature']).split(' ')
      return {
        said,
        came: came !== undefined,
        by: secrets.filter((one) => given.includes(sign(one, signed))),
      }
    }

    /** The status of an answer that says nothing but is signed with the secret: 400 where the signature was good. */
    async function answerSigned(secret: string): Promise<number> {
      const timestamp = String(Math.floor(world.clock.now / 1000))
      const headers = { 'webhook-id': 'm', 'webhook-timestamp': timestamp }
      const signature = sign(secret, `m.${timestamp}.{}`)
      const { status } = await world.request('POST', answersPath(), {
        headers: { ...headers, 'webhook-signature': signature },
        body: {},
      })
      return status
    }

    test('SEC-4 no column of any table, no answer after the first and no line of the log holds a secret', async () => {
      const lines: string[] = []
      const { all, webhookId } = await makeSecrets()
      const plain = all.flatMap((secret) => {
        const base64 = secret.replace('whsec_', '')
        const bytes = Buffer.from(base64, 'base64')
        return [base64, bytes.toString('hex'), bytes.toString('base64url')]
      })
      expect(new Set(plain).size).toBe(12)

      const { read } = world.ctx.engine.db
      let rows = 0
      for (const { name: table } of tables) {
        const found = await sql<Record<string, unknown>>`select * from ${sql.table(table)}`.execute(read)
        rows += found.rows.length
        const held = found.rows.map(textOf).join('\n')
        for (const one of plain) expect(held.includes(one), table).toBe(false)
      }
      expect(rows).toBeGreaterThan(50)

      const app = createApp({
        ...world.ctx,
        log: createLog('debug', { write: (line) => void lines.push(line) }),
      })
      const authorization = await world.as('administrator')
      const answers: string[] = []
      const ways = [
        '/api/webhooks',
        `/api/webhooks/${webhookId}/attempts`,
        '/api/adjustments-by-event',
        `/api/audit?facilityId=${world.lisbon}`,
      ]
      for (const path of ways) {
        const answer = await app.request(path, { headers: { authorization } })
        expect(answer.status, path).toBe(200)
        answers.push(await answer.text())
      }
      const made = await app.request(`/api/webhooks/${webhookId}/secret`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: '{}',
      })
      const { secret } = (await made.json()) as { secret: string }
      expect(lines.length).toBeGreaterThan(4)
      for (const one of [...plain, secret.replace('whsec_', '')])
        expect([...answers, ...lines].filter((text) => text.includes(one))).toEqual([])
    })

    test('SEC-4 the first start makes a key that its owner alone can read, and says so; the next one does not', async () => {
      expect(statSync(keyFile()).mode & 0o777).toBe(0o600)
      expect(Buffer.from(readFileSync(keyFile(), 'utf8'), 'base64')).toHaveLength(32)
      expect((await lookAtSecrets(world.ctx, true)).join('\n')).toContain(keyFile())
      const { webhook, webhookId } = await makeSecrets()
      await world.restart()
      expect(await lookAtSecrets(world.ctx, false)).toEqual([])
      expect((await testWebhook(webhookId, [webhook])).by).toEqual([webhook])
    })

    test('SEC-4 another key is told in words: nothing is sent unsigned or believed, and a new secret helps', async () => {
      const { webhook, webhookId, answer } = await makeSecrets()
      expect(await answerSigned(answer)).toBe(400)
      const before = readFileSync(keyFile(), 'utf8')
      writeFileSync(keyFile(), newKey())
      await world.restart()
      const told = (await lookAtSecrets(world.ctx, false)).join('\n')
      expect(told).toMatch(/does not open the secrets of: webhook ERP, answers for .+\./)
      expect(told).toContain(keyFile())

      const sent = await testWebhook(webhookId, [webhook])
      expect(sent.came).toBe(false)
      expect(sent.said).toContain('does not open the secret')
      expect(await answerSigned(answer)).toBe(503)

      const { secret } = await call('POST', `/api/webhooks/${webhookId}/secret`, {})
      expect((await testWebhook(webhookId, [webhook, String(secret)])).by).toEqual([secret])

      // The key is put back behind the new one: nothing is lost.
      writeFileSync(keyFile(), `${readFileSync(keyFile(), 'utf8')}\n${before}`)
      await world.restart()
      expect((await lookAtSecrets(world.ctx, false)).join('\n')).toContain('Encrypted anew')
      expect(await answerSigned(answer)).toBe(400)
      expect((await testWebhook(webhookId, [webhook, String(secret)])).by).toEqual([webhook, secret])
    })

    test('SEC-4 a key is changed for another: the secrets stay, and the old key is not needed any more', async () => {
      const { all, webhook, webhookId, answer } = await makeSecrets()
      const [first = ''] = all
      const before = readFileSync(keyFile(), 'utf8')
      const after = newKey()
      writeFileSync(keyFile(), `${after}\n${before}`)
      await world.restart()
      expect(await lookAtSecrets(world.ctx, false)).toEqual([
        'Encrypted anew with the first key: 2. The other keys are not needed any more.',
      ])
      expect(await lookAtSecrets(world.ctx, false)).toEqual([])
      writeFileSync(keyFile(), after)
      await world.restart()
      expect(await lookAtSecrets(world.ctx, false)).toEqual([])
      expect((await testWebhook(webhookId, [first, webhook])).by).toEqual([first, webhook])
      expect(await answerSigned(answer)).toBe(400)
    })

    test('SEC-4 a file of keys that holds something else is told in words, and never replaced', async () => {
      const before = readFileSync(keyFile(), 'utf8')
      writeFileSync(keyFile(), 'no key\n')
      await expect(world.restart()).rejects.toThrow(`${keyFile()} does not hold keys of 32 bytes`)
      expect(readFileSync(keyFile(), 'utf8')).toBe('no key\n')
      writeFileSync(keyFile(), before)
      await world.restart()
    })
  })
}

function sign(secret: string, text: string): string {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
  return `v1,${createHmac('sha256', key).update(text).digest('base64')}`
}

/** A row as text, bytes as text and as hexadecimal digits. */
function textOf(row: Record<string, unknown>): string {
  return Object.values(row)
    .map((value) =>
      value instanceof Uint8Array
        ? `${Buffer.from(value).toString('latin1')} ${Buffer.from(value).toString('hex')}`
        : String(value),
    )
    .join(' ')
}
