import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { verifyAudit, type AuditAnchor } from '@cyclecount/engine'
import { readAnchors } from '../anchors/anchors.ts'
import type { Config } from '../config/config.ts'
import type { ApiContext } from '../context.ts'
import { say } from '../say.ts'
import { command, withData } from './command.ts'

process.exitCode = await command(auditVerify)

/** Recomputes every facility's audit log from its first entry, also while the server runs. Ends with 1 where one is not as written. */
async function auditVerify(config: Config): Promise<number> {
  const { values } = parseArgs({ options: { anchors: { type: 'string', multiple: true } } })
  const named = (values.anchors ?? []).map((file) => resolve(config.calledFrom, file))
  const read = await Promise.all([readAnchors(config), ...named.map((file) => readAnchors(config, file))])
  const problems = read.flatMap((one) => one.problems)
  if (problems.length > 0) {
    say(problems)
    return 1
  }
  const anchors = read.flatMap((one) => one.anchors)
  const lines = await withData(config, (ctx) => verdicts(ctx, anchors))
  say(lines.map(({ text }) => text))
  const broken = lines.filter(({ isWhole }) => !isWhole).length
  say([
    broken === 0
      ? `Every audit log is as it was written. Anchors that agree: ${anchors.length}.`
      : `${broken} of ${lines.length} audit logs are not as they were written.`,
  ])
  return broken === 0 ? 0 : 1
}

interface Line {
  readonly isWhole: boolean
  readonly text: string
}

async function verdicts({ engine }: ApiContext, anchors: readonly AuditAnchor[]): Promise<readonly Line[]> {
  const places = await engine.db.read.selectFrom('facility').select(['facility_id', 'name']).execute()
  const nameOf = new Map(places.map((place) => [place.facility_id, place.name]))
  // Also where no chain has begun: what stands there was put there. Of a chain that was removed with its facility an anchor is left.
  const facilities = new Set([...nameOf.keys(), ...anchors.map(({ facilityId }) => facilityId)])
  const lines: Line[] = []
  for (const facilityId of facilities) {
    const verdict = await verifyAudit(engine, facilityId, anchors)
    const name = nameOf.get(facilityId) ?? facilityId
    if (verdict.kind === 'whole' && verdict.rows === 0) continue
    lines.push(
      verdict.kind === 'whole'
        ? { isWhole: true, text: `${name}: ${verdict.rows} entries, sealed with ${verdict.hash}` }
        : { isWhole: false, text: `${name}: ${verdict.message}` },
    )
  }
  return lines
}
