import { fail } from '@cyclecount/contract'
import type { FacilityId, PersonId, RunId, SessionId } from '@cyclecount/domain'
import type { Actor, EngineContext, ReadOrTx, Tx } from '../context.ts'
import { namesOf } from '../people/names.ts'
import { say } from '../words/say.ts'

export interface Upload {
  readonly facilityId: FacilityId
  readonly runId: RunId
  readonly kind: 'file' | 'sheet'
  /** What it is known by: of a file its name. */
  readonly name: string
  /** SHA-256 of what was taken in, in hexadecimal: the same content counts once at a facility. */
  readonly contentHash: string
  readonly countedBy: PersonId
  readonly sessions: readonly SessionId[]
}

/** Who took the same content in before, where it counts. */
export function uploadBefore(db: ReadOrTx, facilityId: FacilityId, contentHash: string) {
  return db
    .selectFrom('count_upload as u')
    .innerJoin('count_run as r', 'r.run_id', 'u.run_id')
    .select(['u.run_id', 'u.name', 'u.uploaded_by', 'u.uploaded_at', 'r.name as run_name'])
    .where('u.facility_id', '=', facilityId)
    .where('u.content_hash', '=', contentHash)
    .where('r.cancelled_at', 'is', null)
    .executeTakeFirst()
}

/** Fails with `already-decided` where the same content counts already. */
export async function refuseSecond(
  ctx: EngineContext,
  tx: Tx,
  actor: Actor,
  facilityId: FacilityId,
  contentHash: string,
): Promise<void> {
  const before = await uploadBefore(tx, facilityId, contentHash)
  if (!before) return
  const nameOf = await namesOf(ctx, actor.orgId, [before.uploaded_by])
  const name = nameOf(before.uploaded_by)
  fail('already-decided', say('countFile.before', { name, run: before.run_name }))
}

/** Notes who took in what, and which sessions came of it. Of two people at once with the same content one meets the other's row, begins anew and is refused: see `retrying`. */
export async function noteUpload(ctx: EngineContext, tx: Tx, actor: Actor, upload: Upload): Promise<void> {
  const { facilityId, contentHash, runId, kind, name, countedBy } = upload
  const uploadId = ctx.newId()
  // What went into a run that was cancelled counts nowhere, and may come again.
  const gone = tx
    .selectFrom('count_upload as u')
    .innerJoin('count_run as r', 'r.run_id', 'u.run_id')
    .select('u.upload_id')
    .where('u.facility_id', '=', facilityId)
    .where('u.content_hash', '=', contentHash)
    .where('r.cancelled_at', 'is not', null)
  for (const { upload_id: before } of await gone.execute()) {
    await tx.deleteFrom('session_upload').where('upload_id', '=', before).execute()
    await tx.deleteFrom('count_upload').where('upload_id', '=', before).execute()
  }
  await tx
    .insertInto('count_upload')
    .values({
      upload_id: uploadId,
      org_id: actor.orgId,
      facility_id: facilityId,
      run_id: runId,
      kind,
      name,
      content_hash: contentHash,
      counted_by: countedBy,
      uploaded_by: actor.personId,
      uploaded_at: ctx.now(),
    })
    .execute()
  await tx
    .insertInto('session_upload')
    .values(
      upload.sessions.map((sessionId) => ({
        session_id: sessionId,
        upload_id: uploadId,
        org_id: actor.orgId,
      })),
    )
    .execute()
}
