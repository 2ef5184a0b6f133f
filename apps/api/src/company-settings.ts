import { listBackends, type EngineContext } from '@cyclecount/engine'
import * as z from 'zod'

/** What this server notes with a backend: where its company came from, and whether making it was finished. */
export const CompanySettings = z.object({
  source: z.enum(['demo', 'import']).optional(),
  seededAt: z.int().optional(),
  finished: z.boolean().optional(),
})
export type CompanySettings = z.infer<typeof CompanySettings>

/** The name of the embedded ledger among an org's backends. */
export const LEDGER_NAME = 'Inventory ledger'

/** Where the companies of this server came from, and whether they are finished. */
export async function companySources(ctx: EngineContext): Promise<readonly CompanySettings[]> {
  const backends = await listBackends(ctx)
  return backends.map(({ settings }) => CompanySettings.parse(settings))
}
