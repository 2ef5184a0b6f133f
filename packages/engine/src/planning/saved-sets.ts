import { fail } from '@cyclecount/contract'
import { isUniqueViolation } from '@cyclecount/db'
import type { ItemSetId, PersonId } from '@cyclecount/domain'
import { scopeOf, type Actor, type EngineContext } from '../context.ts'
import { namesOf } from '../people/names.ts'
import type { Body, Reply } from '../reports/reply.ts'
import { say } from '../words/say.ts'
import { itemSetFaults } from './item-set-faults.ts'
import { storedItemSet } from './resolve-items.ts'

type SavedSets = Reply<'listItemSets'>

/** The sets of the company that are in use, by name. */
export async function listItemSets(ctx: EngineContext, actor: Actor): Promise<SavedSets> {
  const rows = await ctx.db.read
    .selectFrom('saved_item_set')
    .selectAll()
    .where('org_id', '=', actor.orgId)
    .where('retired_at', 'is', null)
    .orderBy('name')
    .execute()
  const nameOf = await namesOf(
    ctx,
    actor.orgId,
    rows.map((row) => row.made_by),
  )
  return {
    itemSets: rows.map((row) => ({
      itemSetId: row.item_set_id,
      name: row.name,
      itemSet: withoutSaved(row.item_set),
      edits: row.edits,
      madeBy: nameOf(row.made_by),
      madeAt: row.made_at,
      mayEdit: mayChange(actor, row.made_by),
    })),
  }
}

function withoutSaved(text: string): SavedSets['itemSets'][number]['itemSet'] {
  const set = storedItemSet(text)
  const parts = set.kind === 'everything' ? [] : set.parts
  return { kind: 'any-of', parts: parts.flatMap((part) => (part.kind === 'saved' ? [] : [part])) }
}

/** Saves a set by a name that no other set in use has. */
export async function saveItemSet(
  ctx: EngineContext,
  actor: Actor,
  body: Body<'saveItemSet'>,
): Promise<SavedSets> {
  await refuseUnknown(ctx, actor, body)
  await refusingSecondName(() =>
    ctx.db.write((tx) =>
      tx
        .insertInto('saved_item_set')
        .values({
          item_set_id: ctx.newId<ItemSetId>(),
          org_id: actor.orgId,
          name: body.name,
          item_set: JSON.stringify(body.itemSet),
          edits: 0,
          made_by: actor.personId,
          made_at: ctx.now(),
          retired_at: null,
        })
        .execute(),
    ),
  )
  return listItemSets(ctx, actor)
}

/** Changes a set for what is counted from now on, or takes it out of use; plans that name it go on counting what it holds. */
export async function changeItemSet(
  ctx: EngineContext,
  actor: Actor,
  itemSetId: ItemSetId,
  body: Body<'changeItemSet'>,
): Promise<SavedSets> {
  const row = await ctx.db.read
    .selectFrom('saved_item_set')
    .select('made_by')
    .where('item_set_id', '=', itemSetId)
    .where('org_id', '=', actor.orgId)
    .executeTakeFirst()
  if (!row || !mayChange(actor, row.made_by)) fail('not-found', say('itemSet.none'))
  if (!body.isRetired) await refuseUnknown(ctx, actor, body)
  const { numUpdatedRows } = await refusingSecondName(() =>
    ctx.db.write((tx) =>
      tx
        .updateTable('saved_item_set')
        .set({
          name: body.name,
          item_set: JSON.stringify(body.itemSet),
          edits: body.edits + 1,
          retired_at: body.isRetired ? ctx.now() : null,
        })
        .where('item_set_id', '=', itemSetId)
        .where('org_id', '=', actor.orgId)
        .where('retired_at', 'is', null)
        .where('edits', '=', body.edits)
        .executeTakeFirstOrThrow(),
    ),
  )
  if (numUpdatedRows === 0n) fail('changed-meanwhile', say('itemSet.changed'))
  return listItemSets(ctx, actor)
}

/** HQ counts by the sets of the whole company: at a store only who made one changes it. */
function mayChange(actor: Actor, madeBy: PersonId): boolean {
  return madeBy === actor.personId || scopeOf(actor, 'plan-runs') === 'all'
}

async function refuseUnknown(ctx: EngineContext, actor: Actor, body: Body<'saveItemSet'>): Promise<void> {
  const details = await itemSetFaults(ctx.db.read, actor.orgId, [{ path: 'body.itemSet', set: body.itemSet }])
  if (details.length > 0) fail('bad-request', say('itemSet.wrong'), [...details])
}

async function refusingSecondName<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    return fail('bad-request', say('itemSet.name'), [
      { path: 'body.name', message: say('itemSet.name.fault') },
    ])
  }
}
