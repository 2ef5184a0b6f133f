import { mkdir, open, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { auditAnchors, type AuditAnchor } from '@cyclecount/engine'
import * as z from 'zod'
import type { Config } from '../config/config.ts'
import type { ApiContext } from '../context.ts'
import { say } from '../words/say.ts'

/** The file where the ends of the audit chains are noted, one JSON object a line, never rewritten. */
const Anchor = z.object({
  at: z.int(),
  orgId: z.string(),
  facilityId: z.string(),
  seq: z.int().min(1),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
})

export interface ReadAnchors {
  readonly anchors: readonly AuditAnchor[]
  /** A sentence for each line that is not an anchor. */
  readonly problems: readonly string[]
}

/** What was noted so far; nothing where there is no file yet. */
export async function readAnchors(
  { auditAnchors: usual }: Pick<Config, 'auditAnchors'>,
  file = usual,
): Promise<ReadAnchors> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' && file === usual) return ''
    throw error
  })
  const anchors: AuditAnchor[] = []
  const problems: string[] = []
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    const parsed = Anchor.safeParse(jsonOf(line))
    if (parsed.success) anchors.push(parsed.data as AuditAnchor)
    else problems.push(say('anchors.line', { line: index + 1, file }))
  }
  return { anchors, problems }
}

/** Notes the ends of the chains that have moved since they were noted last; on the disk when it resolves. */
export async function noteAnchors(ctx: Pick<ApiContext, 'engine' | 'config' | 'log'>): Promise<void> {
  const { anchors: before } = await readAnchors(ctx.config)
  const noted = new Map(before.map(({ facilityId, seq, hash }) => [facilityId, `${seq} ${hash}`]))
  const moved = (await auditAnchors(ctx.engine)).filter(
    ({ facilityId, seq, hash }) => noted.get(facilityId) !== `${seq} ${hash}`,
  )
  if (moved.length === 0) return
  await mkdir(dirname(ctx.config.auditAnchors), { recursive: true })
  const file = await open(ctx.config.auditAnchors, 'a')
  try {
    await file.appendFile(moved.map((anchor) => `${JSON.stringify(anchor)}\n`).join(''))
    await file.sync()
  } finally {
    await file.close()
  }
  // Where logs are kept elsewhere, the anchors are too.
  for (const anchor of moved) ctx.log.info({ anchor }, 'audit anchor')
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}
