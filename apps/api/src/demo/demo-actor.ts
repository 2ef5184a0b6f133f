import { demoPeople } from '@cyclecount/demo'
import { resolveActor, type Actor } from '@cyclecount/engine'
import type { ApiContext } from '../context.ts'

/** Somebody of the demo company, by their first name. */
export async function demoActor(ctx: ApiContext, name: string): Promise<Actor> {
  const person = demoPeople.find(({ login }) => login.startsWith(`${name}@`))
  const actor =
    person && (await resolveActor(ctx.engine, { issuer: ctx.config.identity.realm, subject: person.subject }))
  if (!actor) throw new Error(`the demo company has nobody called ${name}`)
  return actor
}
