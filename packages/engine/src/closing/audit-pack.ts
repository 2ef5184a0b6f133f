import { createHash } from 'node:crypto'
import type { RunId } from '@cyclecount/domain'
import type { AuditAnchor } from '../audit/anchors.ts'
import { requireAt, type Actor, type EngineContext } from '../context.ts'
import { facilityCount } from '../reconcile/facility-count.ts'
import { openZip } from '../reports/zip.ts'
import { packFiles, type PackFile } from './pack-files.ts'

interface Listed {
  readonly name: string
  readonly what: string
  readonly bytes: number
  readonly sha256: string
}

/**
 * Everything an auditor asks of a count, in one archive: each file with its SHA-256 in `manifest.json`, which says who made it and when.
 * For who may review the count and see the audit log there; costs only for who may see them.
 */
export async function* auditPack(
  ctx: EngineContext,
  actor: Actor,
  runId: RunId,
  anchors: readonly AuditAnchor[],
): AsyncGenerator<Uint8Array> {
  const count = await facilityCount(ctx, actor, 'review', runId)
  requireAt(actor, 'see-audit', count.facilityId)
  const madeAt = ctx.now()
  const zip = openZip(madeAt)
  const listed: Listed[] = []
  for (const file of packFiles(ctx, actor, count, anchors)) {
    const write = zip.begin(file.name)
    const hash = createHash('sha256')
    let bytes = 0
    for await (const part of file.parts()) {
      const content = new TextEncoder().encode(part)
      hash.update(content)
      bytes += content.byteLength
      write(content, false)
      yield* zip.take()
    }
    write(new Uint8Array(), true)
    listed.push(listing(file, bytes, hash.digest('hex')))
  }
  const manifest = {
    run: {
      runId,
      name: count.runName,
      facility: count.facilityName,
      status: count.status,
      round: count.round,
    },
    madeAt: new Date(madeAt).toISOString(),
    madeBy: actor.personId,
    files: listed,
  }
  zip.begin('manifest.json')(new TextEncoder().encode(`${JSON.stringify(manifest, null, 2)}\n`), true)
  zip.end()
  yield* zip.take()
}

function listing({ name, what }: PackFile, bytes: number, sha256: string): Listed {
  return { name, what, bytes, sha256 }
}
