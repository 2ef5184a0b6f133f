import { roles, type Role } from '@cyclecount/domain'
import { grantAccess } from '@cyclecount/engine'
import type { Config } from '../config/config.ts'
import { say } from '../say.ts'
import { command, withData } from './command.ts'

process.exitCode = await command(addPerson)

/** Gives a person of the issuer a role, at one facility or everywhere: whom nobody added may not do anything. */
async function addPerson(config: Config): Promise<number> {
  const [subject, name, role, facilityCode] = process.argv.slice(2)
  if (subject === undefined || name === undefined || !isRole(role)) {
    say([
      'Say who, and what they may do:  npm run add-person -- SUBJECT "NAME" ROLE [FACILITY]',
      `  SUBJECT is the "sub" of their tokens, ROLE one of ${roles.join(', ')}; without FACILITY it holds everywhere.`,
    ])
    return 1
  }
  const given = await withData(config, (ctx) =>
    grantAccess(ctx.engine, {
      issuer: config.identity.realm,
      subject,
      name,
      role,
      facilityCode: facilityCode ?? null,
    }),
  )
  say([given.kind === 'given' ? `${name} is ${role} ${facilityCode ?? 'everywhere'}.` : given.message])
  return given.kind === 'given' ? 0 : 1
}

function isRole(text: string | undefined): text is Role {
  return roles.some((role) => role === text)
}
