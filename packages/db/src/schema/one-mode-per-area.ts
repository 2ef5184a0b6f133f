import { sql, type Kysely } from 'kysely'
import type { Dialect } from '../plumbing/index.ts'

/**
 * An area that one person has alone and an area counted together do not mix. No unique index can say so, for it depends on the
 * other rows; a trigger does, and is told apart from no other violation of uniqueness. In PostgreSQL it takes a lock per area
 * first, so that two transactions that do not see each other's rows wait for each other. For migration 0001.
 */
export async function keepOneModePerArea(db: Kysely<never>, dialect: Dialect): Promise<void> {
  for (const statement of statements[dialect]) await sql.raw(statement).execute(db)
}

const MIXED = `exists (
    select 1 from count_assignment other
    where other.run_id = new.run_id and other.round = new.round and other.area_id = new.area_id
      and other.assignment_id <> new.assignment_id
      and other.released_at is null and (other.together = 0 or new.together = 0)
  )`
const REFUSAL = 'one area is counted by one person or together'

const statements: Record<Dialect, readonly string[]> = {
  sqlite: (['insert', 'update'] as const).map(
    (change) => `create trigger one_mode_per_area_on_${change} before ${change} on count_assignment
  when new.released_at is null and ${MIXED}
  begin select raise(abort, '${REFUSAL}'); end`,
  ),
  postgres: [
    `create or replace function one_mode_per_area() returns trigger language plpgsql as $$
  begin
    if new.released_at is not null then return new; end if;
    perform pg_advisory_xact_lock(hashtextextended(concat_ws(' ', new.run_id, new.round, new.area_id), 0));
    if ${MIXED} then
      raise exception '${REFUSAL}' using errcode = 'unique_violation';
    end if;
    return new;
  end $$`,
    `create trigger one_mode_per_area before insert or update on count_assignment
  for each row execute function one_mode_per_area()`,
  ],
}
