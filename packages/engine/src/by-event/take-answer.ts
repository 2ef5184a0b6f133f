import { createHash } from 'node:crypto'
import { AdjustmentAnswer, fail, type SignedMessage } from '@cyclecount/contract'
import type { Schema } from '@cyclecount/db'
import type { FacilityId } from '@cyclecount/domain'
import { appendAudit } from '../audit/chain.ts'
import type { EngineContext, Tx } from '../context.ts'
import { parseAdjustment } from '../delivery/payload.ts'
import type { Reply } from '../reports/reply.ts'
import { secretsGoodNow } from '../secrets/good-now.ts'
import { ofAnswers } from '../secrets/sealed-for.ts'
import { transact } from '../transact.ts'
import { isSigned } from '../webhooks/sign.ts'
import { say } from '../words/say.ts'
import { parseAnswer } from './post.ts'
import { termsOf, type Terms } from './terms.ts'

type Became = Schema['adjustment_answer']['became']

/**
 * Takes in what a backend answered. Nothing in the message is believed before its signature is: `signed-out` for what is not signed with the
 * facility's secret, or longer ago than five minutes. The answer is only kept here; the delivery looks it up and settles the proposal as if it had
 * been said at once. The same message again changes nothing, and neither does another one that says the same. Fails with `unprocessable` for what
 * was not asked for, with `already-decided` for what contradicts the answer that came first, and with `busy` where the
 * server's keys do not open the secret.
 */
export async function takeAnswer(
  ctx: EngineContext,
  facilityId: FacilityId,
  message: SignedMessage,
): Promise<Reply<'answerAdjustment'>> {
  const terms = await termsOf(ctx.db.read, facilityId)
  if (terms === null) return fail('signed-out', say('byEvent.unsigned'))
  const secrets = secretsGoodNow(ctx, terms, ofAnswers(facilityId))
  if (secrets.length === 0) fail('busy', say('secrets.unreadable.answers'))
  if (!isSigned(message, { secrets, now: ctx.now() })) fail('signed-out', say('byEvent.unsigned'))
  const came: Came = { terms, message, answer: parseMessage(message.text) }
  const became = await transact(ctx, (tx) => keepAnswer(ctx, tx, came))
  if (became === 'otherwise') fail('already-decided', say('byEvent.otherwise'))
  if (became === 'taken') ctx.changed({ facilityId })
  return { became }
}

interface Came {
  readonly terms: Terms
  readonly message: SignedMessage
  readonly answer: AdjustmentAnswer
}

function parseMessage(text: string): AdjustmentAnswer {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    fail('bad-request', say('byEvent.wrong'), [{ path: 'body', message: say('byEvent.notJson') }])
  }
  const parsed = AdjustmentAnswer.safeParse(json)
  if (parsed.success) return parsed.data
  return fail(
    'bad-request',
    say('byEvent.wrong'),
    parsed.error.issues.slice(0, 100).map((issue) => ({
      path: ['body', ...issue.path].join('.'),
      message: say('byEvent.fault', { what: issue.message }),
    })),
  )
}

async function keepAnswer(ctx: EngineContext, tx: Tx, came: Came): Promise<Became> {
  const { terms, message, answer } = came
  const { idempotencyKey } = answer.data
  const asked = await askedFor(ctx, tx, terms.facility_id, idempotencyKey)
  const hash = new Uint8Array(createHash('sha256').update(message.text).digest())
  const known = await tx
    .selectFrom('adjustment_answer')
    .select(['body_hash', 'became'])
    .where('facility_id', '=', terms.facility_id)
    .where('message_id', '=', message.id)
    .executeTakeFirst()
  if (known) {
    if (Buffer.compare(known.body_hash, hash) !== 0) fail('key-reused', say('byEvent.reused'))
    return known.became === 'otherwise' ? 'otherwise' : 'before'
  }
  refuseWrong(answer, asked)
  const became = becomes(answer, asked)
  await tx
    .insertInto('adjustment_answer')
    .values({
      facility_id: terms.facility_id,
      message_id: message.id,
      org_id: terms.org_id,
      idempotency_key: idempotencyKey,
      body_hash: hash,
      became,
      received_at: ctx.now(),
    })
    .execute()
  if (became === 'taken') await takeUp(ctx, tx, came, asked)
  if (became === 'otherwise')
    await noteProposal(ctx, tx, asked, {
      tag: 'proposal.answered-otherwise',
      before: { status: asked.status_id, documentId: asked.document_id },
      after: { type: answer.type, documentId: answer.data.documentId ?? null },
    })
  return became
}

type Asked = Awaited<ReturnType<typeof askedFor>>

/** The request, its delivery and its proposal, held until the transaction ends: nobody settles it meanwhile. */
async function askedFor(ctx: EngineContext, tx: Tx, facilityId: FacilityId, key: string) {
  const query = tx
    .selectFrom('delivery')
    .select(['delivery_id', 'proposal_id', 'payload', 'state'])
    .where('idempotency_key', '=', key)
    .where('facility_id', '=', facilityId)
  const delivery = await (ctx.db.dialect === 'postgres' ? query.forUpdate() : query).executeTakeFirst()
  const request = await tx
    .selectFrom('adjustment_request')
    .select('answer')
    .where('idempotency_key', '=', key)
    .executeTakeFirst()
  const proposalId = delivery?.proposal_id ?? null
  if (!delivery || !request || proposalId === null)
    return fail('unprocessable', say('byEvent.notAsked'), [
      { path: 'body.data.idempotencyKey', message: say('byEvent.notAsked') },
    ])
  const proposal = await tx
    .selectFrom('proposed_actions')
    .select(['proposal_id', 'org_id', 'facility_id', 'status_id', 'document_id', 'delta_milli'])
    .where('proposal_id', '=', proposalId)
    .executeTakeFirstOrThrow()
  return { ...delivery, ...proposal, answered: parseAnswer(request.answer) }
}

function refuseWrong({ type, data }: AdjustmentAnswer, asked: Asked): void {
  const { deltaMilli, documentId } = data
  const faults = [
    ...(deltaMilli !== undefined && deltaMilli !== parseAdjustment(asked.payload).deltaMilli
      ? [{ path: 'body.data.deltaMilli', message: say('byEvent.otherDelta') }]
      : []),
    ...(type === 'adjustment.accepted' && documentId === undefined
      ? [{ path: 'body.data.documentId', message: say('byEvent.noDocument') }]
      : []),
  ]
  if (faults.length > 0) fail('unprocessable', say('byEvent.wrong'), faults)
}

/** What the message is to what was said before, by an answer or by a person's confirmation through another door. */
function becomes(
  { type, data }: AdjustmentAnswer,
  { answered, status_id: status, document_id }: Asked,
): Became {
  const isSettled = status === 'accepted' || status === 'rejected'
  const first =
    answered !== null && answered.kind !== 'not-taken'
      ? { kind: answered.kind, documentId: answered.kind === 'accepted' ? answered.documentId : null }
      : isSettled
        ? { kind: status, documentId: document_id }
        : null
  switch (type) {
    case 'adjustment.unknown':
      // It crossed with an answer, or repeats what it said.
      return first === null && answered === null ? 'taken' : 'before'
    case 'adjustment.accepted':
      if (first === null) return 'taken'
      return first.kind === 'accepted' && first.documentId === data.documentId ? 'before' : 'otherwise'
    case 'adjustment.rejected':
      if (first === null) return 'taken'
      return first.kind === 'rejected' ? 'before' : 'otherwise'
  }
}

/** Keeps the answer and has the delivery looked up; one that was given up for want of an answer is taken up again where there is one now. */
async function takeUp(ctx: EngineContext, tx: Tx, { answer }: Came, asked: Asked): Promise<void> {
  await tx
    .updateTable('adjustment_request')
    .set({ answer: JSON.stringify(outcomeOf(answer)) })
    .where('idempotency_key', '=', answer.data.idempotencyKey)
    .execute()
  const isLate = asked.state === 'dead'
  if (isLate && answer.type === 'adjustment.unknown') return
  if (isLate) {
    await tx
      .updateTable('proposed_actions')
      .set({ status_id: 'asked', message: null, settled_at: null })
      .where('proposal_id', '=', asked.proposal_id)
      .where('status_id', '=', 'failed')
      .execute()
    await noteProposal(ctx, tx, asked, {
      tag: 'proposal.answered-late',
      before: { status: asked.status_id },
      after: { status: 'asked' },
    })
  }
  await tx
    .updateTable('delivery')
    .set({ state: 'waiting', next_at: ctx.now() })
    .where('delivery_id', '=', asked.delivery_id)
    .where('state', 'in', ['asked', 'dead'])
    .execute()
}

function outcomeOf({ type, data }: AdjustmentAnswer) {
  const message = data.message ?? ''
  switch (type) {
    case 'adjustment.accepted':
      return {
        kind: 'accepted',
        documentId: data.documentId ?? '',
        onHandAfterMilli: data.onHandAfterMilli ?? null,
        message,
      }
    case 'adjustment.rejected':
      return { kind: 'rejected', message }
    case 'adjustment.unknown':
      return { kind: 'not-taken' }
  }
}

async function noteProposal(
  ctx: EngineContext,
  tx: Tx,
  asked: Asked,
  entry: { readonly tag: string; readonly before: unknown; readonly after: unknown },
): Promise<void> {
  await appendAudit(tx, { orgId: asked.org_id, personId: null, deviceId: null }, [
    {
      facilityId: asked.facility_id,
      at: ctx.now(),
      subjectKind: 'proposal',
      subjectId: asked.proposal_id,
      ...entry,
    },
  ])
}
