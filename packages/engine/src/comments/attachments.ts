import { createHash } from 'node:crypto'
import { fail, MAX_ATTACHMENT_BYTES, MIN_ATTACHMENT_BYTES } from '@cyclecount/contract'
import type { FacilityId } from '@cyclecount/domain'
import { requireAt, type Actor, type EngineContext, type Tx } from '../context.ts'
import type { Params, Reply } from '../reports/reply.ts'
import { say } from '../words/say.ts'
import { mediaTypeOf } from './media-type.ts'

/**
 * Keeps a file that a comment will name, durably before this resolves, beside the photos and like them under its SHA-256 at its facility.
 * What it is, is looked at; what it is called says nothing. Fails with `too-large`, and with `unprocessable` for what is not taken.
 */
export async function storeAttachment(
  ctx: EngineContext,
  actor: Actor,
  { facilityId, sha256 }: Params<'storeAttachment'>,
  content: Uint8Array,
): Promise<Reply<'storeAttachment'>> {
  requireAt(actor, 'review', facilityId)
  await refuseForeign(ctx, actor, facilityId)
  const bytes = content.byteLength
  if (bytes > MAX_ATTACHMENT_BYTES) fail('too-large', say('attachment.tooLarge'))
  if (bytes < MIN_ATTACHMENT_BYTES) fail('unprocessable', say('attachment.tooSmall'))
  if (createHash('sha256').update(content).digest('hex') !== sha256)
    fail('bad-request', say('attachment.other'))
  const mediaType = mediaTypeOf(content) ?? fail('unprocessable', say('attachment.type'))
  await ctx.db.write((tx) =>
    tx
      .insertInto('blob')
      .values({
        facility_id: facilityId,
        sha256,
        org_id: actor.orgId,
        media_type: mediaType,
        size: bytes,
        content: Buffer.from(content.buffer, content.byteOffset, bytes),
        created_at: ctx.now(),
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute(),
  )
  return { sha256, mediaType, bytes }
}

/** A grant for every facility is one for every facility of the company. */
async function refuseForeign(ctx: EngineContext, actor: Actor, facilityId: FacilityId): Promise<void> {
  const known = await ctx.db.read
    .selectFrom('facility')
    .select('facility_id')
    .where('facility_id', '=', facilityId)
    .where('org_id', '=', actor.orgId)
    .executeTakeFirst()
  if (!known) fail('not-found', say('facility.none'))
}

/** A file that a comment of the facility names, in whatever revision. */
export async function readAttachment(
  ctx: EngineContext,
  actor: Actor,
  { facilityId, sha256 }: Params<'attachment'>,
): Promise<Uint8Array<ArrayBuffer>> {
  requireAt(actor, 'review', facilityId)
  const found = await ctx.db.read
    .selectFrom('blob as b')
    .select('b.content')
    .where('b.facility_id', '=', facilityId)
    .where('b.sha256', '=', sha256)
    .where('b.org_id', '=', actor.orgId)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('comment_attachment as a')
          .select('a.attachment_id')
          .whereRef('a.facility_id', '=', 'b.facility_id')
          .whereRef('a.sha256', '=', 'b.sha256'),
      ),
    )
    .executeTakeFirst()
  return found ? new Uint8Array(found.content) : fail('not-found', say('attachment.none'))
}

/** Fails where a file that is named was not sent to the facility. */
export async function refuseMissing(
  tx: Tx,
  facilityId: FacilityId,
  files: readonly { readonly sha256: string }[],
): Promise<void> {
  if (files.length === 0) return
  const held = await tx
    .selectFrom('blob')
    .select('sha256')
    .where('facility_id', '=', facilityId)
    .where(
      'sha256',
      'in',
      files.map((file) => file.sha256),
    )
    .execute()
  const names = new Set(held.map((row) => row.sha256))
  if (!files.every(({ sha256 }) => names.has(sha256))) fail('unprocessable', say('attachment.notSent'))
}
