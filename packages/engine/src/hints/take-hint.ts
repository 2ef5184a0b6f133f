import { createHash } from 'node:crypto'
import { fail, StockChanged, type SignedMessage } from '@cyclecount/contract'
import type { FacilityId, OrgId, ProductId, RunId } from '@cyclecount/domain'
import { internalIds } from '../company/external-ids.ts'
import type { EngineContext, Tx } from '../context.ts'
import { hasJob, requestBookRead, requestBookWatch, requestReconcile } from '../jobs/request-job.ts'
import type { Reply } from '../reports/reply.ts'
import { secretsGoodNow } from '../secrets/good-now.ts'
import { ofHints } from '../secrets/sealed-for.ts'
import { transact } from '../transact.ts'
import { isSigned } from '../webhooks/sign.ts'
import { say } from '../words/say.ts'

/** Hints come in swarms, and each read is of the whole facility: so long a read answers for all of them. */
const READ_EVERY_MS = 60_000

/**
 * Takes in that stock changed. Nothing in the message is believed before its signature is, and no figure ever: the book is read again, and open
 * runs of the facility that are touched are looked at anew. `signed-out` for what is not signed with the facility's secret, or longer ago than
 * five minutes. The same message again asks for nothing; another one under its id fails with `key-reused`.
 */
export async function takeHint(
  ctx: EngineContext,
  facilityId: FacilityId,
  message: SignedMessage,
): Promise<Reply<'tellStockChanged'>> {
  const source = await ctx.db.read
    .selectFrom('stock_hint_source')
    .selectAll()
    .where('facility_id', '=', facilityId)
    .executeTakeFirst()
  if (!source || source.stopped_at !== null) return fail('signed-out', say('hints.unsigned'))
  const secrets = secretsGoodNow(ctx, source, ofHints(facilityId))
  if (secrets.length === 0) fail('busy', say('secrets.unreadable.hints'))
  if (!isSigned(message, { secrets, now: ctx.now() })) fail('signed-out', say('hints.unsigned'))
  const { data } = parseMessage(message.text)
  const became = await transact(ctx, async (tx) => {
    const isNew = await keepHint(ctx, tx, { facilityId, orgId: source.org_id, message, at: data.changedAt })
    if (isNew) await lookAgain(ctx, tx, facilityId, data.items ?? null)
    return isNew ? 'taken' : 'before'
  })
  return { became }
}

function parseMessage(text: string): StockChanged {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    fail('bad-request', say('hints.wrong'), [{ path: 'body', message: say('hints.notJson') }])
  }
  const parsed = StockChanged.safeParse(json)
  if (parsed.success) return parsed.data
  return fail(
    'bad-request',
    say('hints.wrong'),
    parsed.error.issues.slice(0, 100).map((issue) => ({
      path: ['body', ...issue.path].join('.'),
      message: say('hints.fault', { what: issue.message }),
    })),
  )
}

interface Came {
  readonly facilityId: FacilityId
  readonly orgId: OrgId
  readonly message: SignedMessage
  readonly at: number
}

/** False where it had come before. */
async function keepHint(
  ctx: EngineContext,
  tx: Tx,
  { facilityId, orgId, message, at }: Came,
): Promise<boolean> {
  const hash = new Uint8Array(createHash('sha256').update(message.text).digest())
  const kept = await tx
    .insertInto('stock_hint')
    .values({
      facility_id: facilityId,
      message_id: message.id,
      org_id: orgId,
      body_hash: hash,
      changed_at: at,
      received_at: ctx.now(),
    })
    .onConflict((conflict) => conflict.columns(['facility_id', 'message_id']).doNothing())
    .returning('message_id')
    .executeTakeFirst()
  if (kept) return true
  const known = await tx
    .selectFrom('stock_hint')
    .select('body_hash')
    .where('facility_id', '=', facilityId)
    .where('message_id', '=', message.id)
    .executeTakeFirstOrThrow()
  if (Buffer.compare(known.body_hash, hash) !== 0) fail('key-reused', say('hints.reused'))
  return false
}

/** Of runs that are being counted the book is read; those in review are looked at where something they compared is named. */
async function lookAgain(
  ctx: EngineContext,
  tx: Tx,
  facilityId: FacilityId,
  items: readonly string[] | null,
): Promise<void> {
  const runs = await tx
    .selectFrom('run_facility as rf')
    .innerJoin('facility as f', 'f.facility_id', 'rf.facility_id')
    .innerJoin('count_run as r', 'r.run_id', 'rf.run_id')
    .select(['rf.run_id', 'rf.org_id', 'rf.status', 'rf.reconciled_at', 'rf.round', 'f.backend_id'])
    .select('r.count_type_enum_id as count_type')
    .where('rf.facility_id', '=', facilityId)
    .where('rf.status', 'in', ['counting', 'reviewing', 'returned'])
    .execute()
  for (const run of runs) {
    const of = { orgId: run.org_id, facilityId, runId: run.run_id }
    const products =
      items === null
        ? null
        : [...(await internalIds<ProductId>(tx, run.backend_id, 'product', items)).values()]
    if (!(await isTouched(tx, { ...of, isDirected: run.count_type === 'DIRECTED_COUNT' }, products))) continue
    if (run.status === 'counting') await readOnce(ctx, tx, of)
    // Whether anything is dated before a count is seen from the movements alone.
    else if (ctx.adapterOf(run.backend_id).capabilities.movements)
      await requestBookWatch(tx, ctx, of, ctx.now())
    else if (!(await hasJob(tx, 'reconcile', run.run_id))) await requestReconcile(tx, ctx, of)
  }
}

/** A run of everything is touched by anything that is known here, a directed one by its items. */
async function isTouched(
  tx: Tx,
  { runId, isDirected }: { readonly runId: RunId; readonly isDirected: boolean },
  products: readonly ProductId[] | null,
): Promise<boolean> {
  if (products === null) return true
  if (products.length === 0 || !isDirected) return products.length > 0
  const item = await tx
    .selectFrom('run_item')
    .select('product_id')
    .where('run_id', '=', runId)
    .where('product_id', 'in', products)
    .limit(1)
    .executeTakeFirst()
  return item !== undefined
}

async function readOnce(
  ctx: EngineContext,
  tx: Tx,
  of: { readonly orgId: OrgId; readonly facilityId: FacilityId; readonly runId: RunId },
): Promise<void> {
  if (await hasJob(tx, 'read-book', of.runId)) return
  const last = await tx
    .selectFrom('on_hand_snapshot')
    .select((eb) => eb.fn.max('read_at').as('at'))
    .where('facility_id', '=', of.facilityId)
    .executeTakeFirst()
  await requestBookRead(tx, ctx, of, Math.max(ctx.now(), (last?.at ?? 0) + READ_EVERY_MS))
}
