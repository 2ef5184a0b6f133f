// A Chromium for the tests in a browser: one that is there, else Debian's package, else Playwright's own.
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { ROOT, projectEnv, run } from './child.mjs'
import { nodePath } from './setup.mjs'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']
const APT_LIMIT_SECONDS = 300
const DOWNLOAD_LIMIT_SECONDS = 300
const ANSWER_LIMIT_SECONDS = 20

/**
 * @returns {Promise<{ path: string } | { missing: string }>} the program to start, or a sentence saying why there is none
 */
export async function findChromium() {
  const named = process.env.CHROMIUM
  if (named !== undefined && named !== '') {
    if (await answers(named)) return { path: named }
    return { missing: `CHROMIUM names ${named}, but that does not start; correct it or unset it.` }
  }
  const there = await installed()
  if (there !== undefined) return { path: there }
  const reasons = []
  for (const way of [fromApt, fromPlaywright]) {
    const result = await way()
    if ('path' in result) return result
    reasons.push(result.missing)
  }
  return {
    missing: `There is no Chromium: ${reasons.join('; ')}. Install one and name it: CHROMIUM=/path/to/chromium npm test`,
  }
}

async function installed() {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/usr/local/bin', '/snap/bin']
  const candidates = new Set(folders.flatMap((folder) => NAMES.map((name) => join(folder, name))))
  for (const path of candidates) if (executable(path) && (await answers(path))) return path
  return undefined
}

/** @param {string} path */
function executable(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

// Some systems keep a stub of that name which only says how to install the browser.
/** @param {string} path */
async function answers(path) {
  const { code, output } = await run(path, ['--version'], { quiet: true, limitSeconds: ANSWER_LIMIT_SECONDS })
  return code === 0 && /chrom/iu.test(output)
}

/** @returns {Promise<{ path: string } | { missing: string }>} */
async function fromApt() {
  if (!existsSync('/usr/bin/apt-get')) return { missing: 'this system has no apt-get' }
  if (process.getuid?.() !== 0) return { missing: 'installing the package chromium with apt-get takes root' }
  console.log("Installing Debian's package chromium …")
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const options = { env, quiet: true, log: 'chromium-apt.log', limitSeconds: APT_LIMIT_SECONDS }
  await run('apt-get', ['update'], options)
  const result = await run('apt-get', ['install', '--yes', '--no-install-recommends', 'chromium'], options)
  const path = await installed()
  if (path !== undefined) return { path }
  return { missing: `apt-get could not install it${outcome(result, APT_LIMIT_SECONDS, 'chromium-apt.log')}` }
}

/** @returns {Promise<{ path: string } | { missing: string }>} */
async function fromPlaywright() {
  console.log("Downloading Playwright's Chromium …")
  const cwd = join(ROOT, 'e2e')
  const result = await run('npx', ['playwright', 'install', 'chromium'], {
    cwd,
    env: projectEnv(),
    quiet: true,
    log: 'chromium-playwright.log',
    limitSeconds: DOWNLOAD_LIMIT_SECONDS,
  })
  const where = await run(
    nodePath(),
    [
      '--input-type=module',
      '-e',
      "console.log((await import('@playwright/test')).chromium.executablePath())",
    ],
    { cwd, quiet: true },
  )
  const path = where.output.trim()
  if (where.code === 0 && executable(path) && (await answers(path))) return { path }
  return {
    missing: `Playwright could not download it${outcome(result, DOWNLOAD_LIMIT_SECONDS, 'chromium-playwright.log')}`,
  }
}

/** @param {{ timedOut: boolean }} result @param {number} limitSeconds @param {string} log */
function outcome({ timedOut }, limitSeconds, log) {
  return timedOut ? ` within ${limitSeconds / 60} minutes` : ` (see .cache/${log})`
}
