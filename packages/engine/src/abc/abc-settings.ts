import { createHash } from 'node:crypto'
import { fail } from '@cyclecount/contract'
import { isAllowed, type Sentence } from '@cyclecount/domain'
import { appendAudit } from '../audit/chain.ts'
import { causeOf, scopeOf, type Actor, type EngineContext, type ReadOrTx } from '../context.ts'
import type { Body, Reply } from '../reports/reply.ts'
import { transact } from '../transact.ts'
import { say } from '../words/say.ts'
import { abcClasses } from './abc-classes.ts'
import { abcRules, everyDaysOf, type AbcClass } from './abc-rules.ts'

const YEAR_DAYS = 365

/** The company's classes, and whether the actor may change them. */
export async function abcSettings(ctx: EngineContext, actor: Actor): Promise<Reply<'abcSettings'>> {
  const classes = await abcRules(ctx.db.read, actor.orgId)
  return { seen: seenOf(classes), classes: [...classes], mayEdit: mayEdit(actor) }
}

/** How many products each class would get at the facilities whose rules the actor may see, and how many counts a year that makes. */
export async function abcPreview(
  ctx: EngineContext,
  actor: Actor,
  { classes }: Body<'abcPreview'>,
): Promise<Reply<'abcPreview'>> {
  refuseFaults(classes)
  const facilities = scopeOf(actor, 'see-rules')
  const counts = await ctx.db.read
    .selectFrom(abcClasses(actor.orgId, classes).as('c'))
    .select((eb) => ['c.class', eb.fn.countAll<number>().as('n')])
    .$if(facilities !== 'all', (found) =>
      found.where('c.facility_id', 'in', facilities === 'all' ? [] : facilities),
    )
    .groupBy('c.class')
    .execute()
  const products = new Map(counts.map((row) => [row.class, row.n]))
  const names = [...new Set([...classes.map(({ name }) => name), ...[...products.keys()].toSorted()])]
  const rows = names.map((name) => {
    const everyDays = everyDaysOf(classes, name)
    const n = products.get(name) ?? 0
    return { name, products: n, everyDays, countsAYear: Math.round((n * YEAR_DAYS) / everyDays) }
  })
  const sum = (pick: (row: (typeof rows)[number]) => number): number =>
    rows.reduce((total, row) => total + pick(row), 0)
  return {
    rows,
    products: sum((row) => row.products),
    countsAYear: sum((row) => row.countsAYear),
    ...(await basisOf(ctx, actor)),
  }
}

/**
 * Changes the company's classes. Refuses who may edit rules at some facilities only, classes that somebody changed meanwhile, and shares that do
 * not rise to 100 %. Every facility's audit log tells of it, and every queue of suggestions that is used is worked out anew at its next time.
 */
export async function saveAbc(
  ctx: EngineContext,
  actor: Actor,
  { seen, classes }: Body<'saveAbc'>,
): Promise<Reply<'saveAbc'>> {
  if (!mayEdit(actor)) fail('forbidden', say('abc.everywhere'))
  refuseFaults(classes)
  await transact(ctx, async (tx) => {
    // A write, so that two people come one after the other.
    await tx
      .updateTable('org')
      .set((eb) => ({ name: eb.ref('name') }))
      .where('org_id', '=', actor.orgId)
      .execute()
    const before = await abcRules(tx, actor.orgId)
    if (seenOf(before) !== seen) fail('changed-meanwhile', say('abc.changed'))
    await tx.deleteFrom('abc_class').where('org_id', '=', actor.orgId).execute()
    await tx
      .insertInto('abc_class')
      .values(
        classes.map(({ name, throughMilli, everyDays }) => ({
          org_id: actor.orgId,
          class: name,
          through_milli: throughMilli,
          every_days: everyDays,
        })),
      )
      .execute()
    const facilities = await tx
      .selectFrom('facility')
      .select('facility_id')
      .where('org_id', '=', actor.orgId)
      .execute()
    await appendAudit(
      tx,
      causeOf(actor),
      facilities.map(({ facility_id: facilityId }) => ({
        facilityId,
        at: ctx.now(),
        tag: 'abc.saved',
        subjectKind: 'org',
        subjectId: actor.orgId,
        before,
        after: classes,
      })),
    )
  })
  return abcSettings(ctx, actor)
}

/** The classes are the company's, so who changes them has the whole of it. */
function mayEdit(actor: Actor): boolean {
  return isAllowed(
    actor.grants.filter(({ facilityId }) => facilityId === null),
    'edit-rules',
    null,
  )
}

function refuseFaults(classes: readonly AbcClass[]): void {
  const faults = classes.flatMap(({ name, throughMilli }, at): { path: string; message: Sentence }[] => {
    const before = classes[at - 1]
    return [
      ...(classes.findIndex((other) => other.name === name) < at
        ? [{ path: `body.classes.${at}.name`, message: say('abc.twice') }]
        : []),
      ...(before && throughMilli <= before.throughMilli
        ? [{ path: `body.classes.${at}.throughMilli`, message: say('abc.rises') }]
        : []),
      ...(at === classes.length - 1 && throughMilli !== 100_000
        ? [{ path: `body.classes.${at}.throughMilli`, message: say('abc.last') }]
        : []),
    ]
  })
  if (faults.length > 0) fail('bad-request', say('abc.wrong'), faults)
}

function seenOf(classes: readonly AbcClass[]): string {
  return createHash('sha256').update(JSON.stringify(classes)).digest('hex')
}

async function basisOf(
  ctx: EngineContext,
  actor: Actor,
): Promise<{ readonly byUse: number; readonly byStock: number }> {
  const facilities = scopeOf(actor, 'see-rules')
  const rows = await facilitiesWithBasis(ctx.db.read, actor)
  const seen = rows.filter((row) => facilities === 'all' || facilities.includes(row.facility_id))
  const byUse = seen.filter((row) => row.knows_movements === 1).length
  return { byUse, byStock: seen.length - byUse }
}

function facilitiesWithBasis(db: ReadOrTx, actor: Actor) {
  return db
    .selectFrom('facility as f')
    .leftJoin('suggestion_state as s', 's.facility_id', 'f.facility_id')
    .select(['f.facility_id', 's.knows_movements'])
    .where('f.org_id', '=', actor.orgId)
    .execute()
}
