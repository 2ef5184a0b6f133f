import { join } from 'node:path'
import {
  createDemoIdentityProvider,
  demoIdentityAllowed,
  demoPeople,
  type DemoIdentityProvider,
} from '@cyclecount/demo'
import { companySources } from '../company-settings.ts'
import type { ApiContext } from '../context.ts'
import { seedDemo } from './seed-demo.ts'
import { startSales } from './start-sales.ts'

export interface Demo {
  readonly identity: DemoIdentityProvider
  /** Lines for the terminal: who may sign in, and how. */
  readonly signIns: readonly string[]
  /** Sells in the background; answers what stops it. */
  readonly startSales: () => () => void
}

/**
 * The demo sign-in with the company its people count: Quillmere, seeded once and kept afterwards, or the retailer that was
 * imported. A refusal where it may not run.
 */
export async function openDemo(ctx: ApiContext): Promise<Demo | { readonly refusal: string }> {
  const { config } = ctx
  const permission = demoIdentityAllowed({
    nodeEnv: config.nodeEnv,
    asked: config.demo?.askedByName ?? false,
  })
  if (!permission.allowed) return { refusal: permission.message }
  // A retailer of one's own is counted by the demo's people, but it is not sold from.
  const imported = (await companySources(ctx.engine)).some(({ source }) => source === 'import')
  const company = imported ? null : await seedDemo(ctx)
  if (company !== null && 'refusal' in company) return company
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
    signIns: [
      imported
        ? 'Your retailer, with the demo’s sign-in. Its people do not exist; anybody can sign in as any of them:'
        : 'This is the demo company. Its people do not exist; anybody can sign in as any of them:',
      ...[...demoPeople.slice(0, 4), ...demoPeople.slice(-4)].map((person) => signInLine(person, !imported)),
    ],
    startSales: () => (config.demo?.sales && company !== null ? startSales(ctx, company) : () => undefined),
  }
}

function signInLine(person: (typeof demoPeople)[number], withFacility: boolean): string {
  const roles = person.grants.map(({ role, facilityCode }) =>
    withFacility && facilityCode !== null ? `${role} ${facilityCode}` : role,
  )
  return `  ${person.login.padEnd(27)} ${person.password.padEnd(15)} ${roles.join(', ')}`
}
