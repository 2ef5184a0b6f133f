import { statementsOf } from './plumbing/index.ts'
import type { Schema } from './schema/index.ts'

/** A query of the engine that is built once: `statement<{ id: SessionId }>()((db, given) => db.selectFrom(…).where('…', '=', given('id')))`. */
export const statement = statementsOf<Schema>()
