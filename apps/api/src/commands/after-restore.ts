import { renewIncarnation } from '@cyclecount/engine'
import type { Config } from '../config/config.ts'
import { say } from '../say.ts'
import { command, isServing, withData } from './command.ts'

process.exitCode = await command(afterRestore)

/** Says that the data was restored from a copy, so that devices send again what it lacks. */
async function afterRestore(config: Config): Promise<number> {
  if (await isServing(config)) {
    say([`The server is running on port ${config.port}. Stop it first, restore, then say so here.`])
    return 1
  }
  await withData(config, (ctx) => renewIncarnation(ctx.engine))
  say(['The data has a new identity. Devices that reach it send again what it does not hold.'])
  return 0
}
