import { MAX_EVENTS_PER_PUSH, fail, type UnsentFile } from '@cyclecount/contract'
import type { FacilityId, RunId } from '@cyclecount/domain'
import { appendAudit } from '../audit/chain.ts'
import { causeOf, type Actor, type EngineContext } from '../context.ts'
import { ingestByHand } from '../ingest/push.ts'
import { vouchForDevice } from '../people/devices.ts'
import { chunksOf } from '../reconcile/chunks.ts'
import type { Reply } from '../reports/reply.ts'
import { say } from '../words/say.ts'
import { checkUnsent, fileDevice } from './check-unsent.ts'
import { auditOfPhotos, takeInPhotos } from './take-in-photos.ts'

/**
 * Takes in what a device saved to a file, exactly as if the device had sent it: same ids, same places in its log, attributed to whom
 * the records name, so that a device which sends the same later changes nothing. Also for a device that was shut out, and for one that
 * is not enrolled here, for which the actor vouches; what people had counted on it who are not of the company is set aside. The audit
 * log says who took in what before anything is taken in. Broken off in the middle, it is taken in again from its beginning.
 */
export async function takeInUnsent(
  ctx: EngineContext,
  actor: Actor,
  facilityId: FacilityId,
  given: { readonly file: UnsentFile; readonly reason: string },
  onSubmitted: (runId: RunId) => void = () => undefined,
): Promise<Reply<'takeInUnsent'>> {
  const { file, reason } = given
  const check = await checkUnsent(ctx, actor, facilityId, file)
  const { orgId, deviceId, label, people } = await fileDevice(ctx, actor, file)
  const vouchedFor = label === null ? [...people] : []
  const wanted = file.sessions.filter((_, index) => check.sessions[index]?.refused === null)
  const checked = check.sessions.filter(({ refused }) => refused === null)
  if (wanted.length === 0 && check.photos.records === 0) fail('not-ready', say('unsent.nothing'))
  await ctx.db.write(async (tx) => {
    if (label === null) await vouchForDevice(ctx, tx, actor, { deviceId, reason })
    await appendAudit(tx, { ...causeOf(actor), deviceId }, [
      ...wanted.map(({ sessionId, userId, fromSeq, events }, index) => ({
        facilityId,
        at: ctx.now(),
        tag: 'unsent-file.taken-in',
        subjectKind: 'session',
        subjectId: sessionId,
        before: { held: checked[index]?.here ?? 0 },
        after: { userId, fromSeq, records: events.length, exportedAt: file.exportedAt },
        reason,
      })),
      ...auditOfPhotos(ctx, facilityId, file, reason),
    ])
  })
  let setAside = 0
  // Session ids grow with time: who ended one count and began another is understood in that order.
  for (const { sessionId, fromSeq, events } of wanted.toSorted((a, b) =>
    a.sessionId < b.sessionId ? -1 : 1,
  )) {
    for (const [index, some] of chunksOf(events, MAX_EVENTS_PER_PUSH).entries()) {
      const from = fromSeq + index * MAX_EVENTS_PER_PUSH
      const batch = { sessionId, fromSeq: from, events: [...some] }
      const outcomes = await ingestByHand(ctx, { orgId, deviceId }, [batch], onSubmitted, vouchedFor)
      for (const outcome of outcomes) setAside += outcome.setAside.length
    }
  }
  const here = checked.reduce((sum, session) => sum + session.here, 0)
  const records = checked.reduce((sum, session) => sum + session.records, 0)
  const photos = await takeInPhotos(ctx, { orgId, deviceId }, facilityId, file)
  return { taken: records - here, here, setAside, photos }
}
