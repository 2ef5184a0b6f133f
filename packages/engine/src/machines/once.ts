import { createHash } from 'node:crypto'
import { fail } from '@cyclecount/contract'
import type { EngineContext, Tx } from '../context.ts'
import { retrying } from '../ingest/push.ts'
import { say } from '../words/say.ts'
import type { MachineActor } from './actor.ts'

/** A request that is to be done once: under which key, by which route, saying what. */
export interface OneRequest {
  readonly route: string
  readonly key: string
  readonly body: unknown
}

/** What was answered, and whether it was done now or before. */
export interface Done<T> {
  readonly reply: T
  readonly isFirst: boolean
}

/**
 * Does the work once per key, in one transaction with the note of what was answered; whoever comes with the same key later, or at the same
 * time in another process, gets that answer and nothing is done. Fails with `key-reused` where the key came with another body before.
 */
export async function once<T>(
  ctx: EngineContext,
  machine: MachineActor,
  request: OneRequest,
  work: (tx: Tx, carefully: boolean) => Promise<T>,
): Promise<Done<T>> {
  const hash = new Uint8Array(createHash('sha256').update(JSON.stringify(request.body)).digest())
  return retrying((carefully) =>
    ctx.db.write(async (tx) => {
      const of = { org_id: machine.orgId, route: request.route, idempotency_key: request.key }
      // First of all: who comes with the same key at the same time waits here for the other's end.
      const claimed = await tx
        .insertInto('machine_request')
        .values({
          ...of,
          machine_id: machine.machineId,
          body_hash: hash,
          reply: '',
          created_at: ctx.now(),
        })
        .onConflict((conflict) => conflict.doNothing())
        .returning('org_id')
        .executeTakeFirst()
      if (!claimed) return { reply: await answeredBefore<T>(tx, of, hash), isFirst: false }
      const reply = await work(tx, carefully)
      await tx
        .updateTable('machine_request')
        .set({ reply: JSON.stringify(reply) })
        .where('org_id', '=', of.org_id)
        .where('route', '=', of.route)
        .where('idempotency_key', '=', of.idempotency_key)
        .execute()
      return { reply, isFirst: true }
    }),
  )
}

type Of = { readonly org_id: MachineActor['orgId']; readonly route: string; readonly idempotency_key: string }

async function answeredBefore<T>(tx: Tx, of: Of, hash: Uint8Array): Promise<T> {
  const held = await tx
    .selectFrom('machine_request')
    .select(['body_hash', 'reply'])
    .where('org_id', '=', of.org_id)
    .where('route', '=', of.route)
    .where('idempotency_key', '=', of.idempotency_key)
    .executeTakeFirstOrThrow()
  if (Buffer.compare(held.body_hash, hash) !== 0) fail('key-reused', say('machine.keyReused'))
  // Written above, of the same route.
  return JSON.parse(held.reply) as T
}
