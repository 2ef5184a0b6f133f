import { roles, type Role } from '@cyclecount/domain'
import { revokeAccess } from '@cyclecount/engine'
import type { Config } from '../config/config.ts'
import { say } from '../say.ts'
import { command, withData } from './command.ts'

process.exitCode = await command(takeAccess)

/** Takes a role from a person of the issuer, at one facility or the one that holds everywhere. */
async function takeAccess(config: Config): Promise<number> {
  const [subject, role, facilityCode] = process.argv.slice(2)
  if (subject === undefined || !isRole(role)) {
    say([
      'Say from whom, and what:  npm run revoke-access -- SUBJECT ROLE [FACILITY]',
      `  SUBJECT is the "sub" of their tokens, ROLE one of ${roles.join(', ')}; without FACILITY the one that holds everywhere.`,
    ])
    return 1
  }
  const taken = await withData(config, (ctx) =>
    revokeAccess(ctx.engine, {
      issuer: config.identity.realm,
      subject,
      role,
      facilityCode: facilityCode ?? null,
    }),
  )
  say([
    taken.kind === 'taken'
      ? `${subject} is no longer ${role} ${facilityCode ?? 'everywhere'}.`
      : taken.message,
  ])
  return taken.kind === 'taken' ? 0 : 1
}

function isRole(text: string | undefined): text is Role {
  return roles.some((role) => role === text)
}
