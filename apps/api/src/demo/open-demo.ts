import { join } from 'node:path'
import {
  createDemoIdentityProvider,
  demoIdentityAllowed,
  demoPeople,
  type DemoIdentityProvider,
} from '@cyclecount/demo'
import type { ApiContext } from '../context.ts'
import { seedDemo } from './seed-demo.ts'
import { startSales } from './start-sales.ts'

export interface Demo {
  readonly identity: DemoIdentityProvider
  /** One line per person: who they are and how they sign in. */
  readonly signIns: readonly string[]
  /** Sells in the background; answers what stops it. */
  readonly startSales: () => () => void
}

/** The demo company: seeded once, kept afterwards, with its own sign-in. A refusal where it may not run. */
export async function openDemo(ctx: ApiContext): Promise<Demo | { readonly refusal: string }> {
  const { config } = ctx
  const permission = demoIdentityAllowed({
    nodeEnv: config.nodeEnv,
    asked: config.demo?.askedByName ?? false,
  })
  if (!permission.allowed) return { refusal: permission.message }
  const company = await seedDemo(ctx)
  if ('refusal' in company) return company
  const { identity, publicUrl } = config
  const client = (clientId: string, path: string) => ({
    clientId,
    redirectUris: [`${publicUrl}${path}`, `${publicUrl}${path}signed-in`],
    postLogoutRedirectUris: [`${publicUrl}${path}`],
  })
  const provider = await createDemoIdentityProvider({
    permission,
    issuer: identity.issuer,
    people: demoPeople,
    clients: [client(identity.storeClientId, '/store/'), client(identity.consoleClientId, '/console/')],
    audience: identity.audience,
    stateFile: join(config.dataDir, 'demo-sign-in.json'),
    log: ctx.log,
  })
  return {
    identity: provider,
    signIns: demoPeople.slice(0, 4).concat(demoPeople.slice(-3)).map(signInLine),
    startSales: () => (config.demo?.sales ? startSales(ctx, company) : () => undefined),
  }
}

function signInLine(person: (typeof demoPeople)[number]): string {
  const roles = person.grants.map(
    ({ role, facilityCode }) => `${role}${facilityCode === null ? '' : ` ${facilityCode}`}`,
  )
  return `${person.login.padEnd(27)} ${person.password.padEnd(15)} ${roles.join(', ')}`
}
