// The set-up both commands share: libraries from the lockfile, once per change of what they are made of.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CACHE, ROOT, Refusal, run, seconds, stopSignal } from './child.mjs'

const PNPM = 'pnpm@12.21.0'
const STAMP = join(ROOT, 'node_modules', '.cyclecount-set-up')
const INSTALL_LIMIT_SECONDS = 900

/** Installs the libraries if the lockfile, the workspace or a package.json is not the one of the last time. */
export async function setUp() {
  const due = fingerprint()
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === due && existsSync(nodePath())) return
  const since = performance.now()
  console.log('Setting up: installing the libraries (only when they changed) …')
  rmSync(STAMP, { force: true })
  await install()
  mkdirSync(CACHE, { recursive: true })
  writeFileSync(STAMP, due)
  console.log(`Set up in ${seconds(since)}.`)
}

/** The Node 24 that came with the libraries and runs the project's TypeScript. */
export function nodePath() {
  return join(ROOT, 'node_modules', '.bin', 'node')
}

// The folder is part of it: a moved copy is linked again.
function fingerprint() {
  const hash = createHash('sha256').update(`${ROOT}\n${process.platform} ${process.arch}\n`)
  for (const file of manifests()) hash.update(file).update(readFileSync(join(ROOT, file)))
  return hash.digest('hex')
}

function manifests() {
  const rooms = ['packages', 'apps'].flatMap((parent) =>
    existsSync(join(ROOT, parent)) ? readdirSync(join(ROOT, parent)).map((name) => join(parent, name)) : [],
  )
  return [
    'pnpm-lock.yaml',
    'pnpm-workspace.yaml',
    ...['.', ...rooms, 'e2e'].map((room) => join(room, 'package.json')),
  ]
    .filter((file) => existsSync(join(ROOT, file)))
    .toSorted()
}

async function install() {
  // From a folder of its own: inside the repository npx would take node_modules/.bin/pnpm, even a half-removed one.
  const result = await run(
    'npx',
    ['--yes', '--loglevel=error', PNPM, '--dir', ROOT, 'install', '--frozen-lockfile'],
    {
      cwd: tmpdir(),
      // CI=true: pnpm must not stop at a question nobody sees.
      env: {
        ...process.env,
        CI: 'true',
        npm_config_loglevel: 'error', // "npm test --silent" would hide the reason of a failure
        npm_config_fetch_retries: '1',
        npm_config_fetch_retry_mintimeout: '1000',
        npm_config_fetch_retry_maxtimeout: '5000',
      },
      quiet: true,
      log: 'set-up.log',
      limitSeconds: INSTALL_LIMIT_SECONDS,
    },
  )
  if (result.code === 0) return
  if (stopSignal() !== undefined)
    throw new Refusal('Stopped during the set-up; run the command again to finish it.')
  throw new Refusal(installAdvice(result))
}

/**
 * One sentence on what to do about a failed install.
 * @param {{ code: number, output: string, timedOut: boolean }} result
 */
export function installAdvice({ code, output, timedOut }) {
  if (timedOut)
    return `The libraries did not arrive within ${INSTALL_LIMIT_SECONDS / 60} minutes; check the network connection and run the command again.`
  if (code === 127)
    return 'The command npx was not found; install npm (it comes with Node.js) and run the command again.'
  if (/ERR_PNPM_(OUTDATED_LOCKFILE|LOCKFILE_CONFIG_MISMATCH|NO_LOCKFILE)/u.test(output))
    return `pnpm-lock.yaml does not belong to these package.json files; run "npx --yes ${PNPM} install" and commit the lockfile.`
  if (/ENOSPC/u.test(output))
    return 'The disk is full; free some space (about 1 GB) and run the command again.'
  if (NETWORK_FAILURE.test(output))
    return 'The package registry cannot be reached, and the libraries are not all on this machine yet; connect to the network (or name your mirror with "npm config set registry") and run the command again.'
  return `Installing the libraries failed; the reason is at the end of ${join(CACHE, 'set-up.log')}.`
}

const NETWORK_FAILURE =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|UND_ERR|ERR_SOCKET|ERR_PNPM_(META_)?FETCH|dns error|error sending request|network/iu
