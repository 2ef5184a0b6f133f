import { toConfig } from '../config/config.ts'
import { readEnv } from '../config/env.ts'
import { createContext } from '../context.ts'
import { silentLog } from '../log.ts'
import { createVerifier, issuerKeys } from '../middleware/identity/verifier.ts'

/**
 * The server's work in the background as a process of its own, with a clock that runs fast and jumps, forward and back: to be killed.
 * Arguments: the database, a folder, the instant it begins at (UTC ms), a seed. Says a line when it works.
 */
const [databaseUrl = '', folder = '', beginsAt = '0', seed = '1'] = process.argv.slice(2)

const HOUR = 3_600_000
/** So long a day is, in real milliseconds. */
const DAY_MS = 1_200
const startedAt = performance.now()
let offset = 0
let random = Number(seed)

/** From 0 to 1, the same for the same seed. */
function next(): number {
  random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0
  return random / 2 ** 32
}

const now = (): number =>
  Math.floor(Number(beginsAt) + ((performance.now() - startedAt) / DAY_MS) * 24 * HOUR + offset)

const issuer = 'https://sign-in.example'
const read = readEnv({ DATA_DIR: folder, OIDC_ISSUER: issuer, NODE_ENV: 'test', DATABASE_URL: databaseUrl })
if ('problems' in read) throw new Error(read.problems.join(', '))
const verifier = createVerifier({ issuer, realm: issuer, audience: 'x', keys: issuerKeys(issuer, null) })
const ctx = await createContext({ config: toConfig(read.env), log: silentLog, verifier, now })
setInterval(() => ctx.reconciling.wake(), 3)
setInterval(() => {
  // Up to two days off, either way.
  offset = (next() - 0.5) * 96 * HOUR
}, 70)
process.stdout.write('working\n')
