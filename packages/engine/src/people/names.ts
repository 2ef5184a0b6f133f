import type { OrgId, PersonId } from '@cyclecount/domain'
import type { EngineContext } from '../context.ts'

/** What stands where a person's name was erased. */
export const ERASED_NAME = 'Somebody who left'

/** Names for showing, by person. People whose profile was erased keep their id and lose their name. */
export async function namesOf(
  ctx: Pick<EngineContext, 'db'>,
  orgId: OrgId,
  people: Iterable<PersonId>,
): Promise<(personId: PersonId) => string> {
  const wanted = [...new Set(people)]
  const names = new Map<PersonId, string>()
  for (let start = 0; start < wanted.length; start += 1000) {
    const rows = await ctx.db.read
      .selectFrom('person_profile')
      .select(['person_id', 'display_name'])
      .where('org_id', '=', orgId)
      .where('person_id', 'in', wanted.slice(start, start + 1000))
      .execute()
    for (const row of rows) names.set(row.person_id, row.display_name)
  }
  return (personId) => names.get(personId) ?? ERASED_NAME
}
