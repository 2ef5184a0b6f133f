// Starting other programs from the launchers. Runs on Node 20 with nothing installed.
import { spawn } from 'node:child_process'
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the repository, wherever the command was typed. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))

/** Reports, logs and the like that a command leaves behind; not in git. */
export const CACHE = join(ROOT, '.cache')

const PARENT_CHECK_MS = 300

/** How the launchers end when a person has to do something: the message is shown alone, without a stack. */
export class Refusal extends Error {}

/** @type {Map<import('node:child_process').ChildProcess, { ownGroup: boolean }>} */
const running = new Map()
/** @type {NodeJS.Signals | undefined} */
let stoppedBy

/**
 * A child with a time limit leads its own process group, so that its children end with it.
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function stop(child, signal) {
  if (running.get(child)?.ownGroup !== true || child.pid === undefined) {
    child.kill(signal)
    return
  }
  try {
    process.kill(-child.pid, signal)
  } catch {
    child.kill(signal) // the group has ended between the look and the signal
  }
}

/** Passes SIGINT, SIGTERM and SIGHUP on to whatever runs at that moment and lets it finish in its own way. */
function forwardSignals() {
  /** @param {NodeJS.Signals} signal */
  const forward = (signal) => {
    stoppedBy = signal
    for (const child of running.keys()) stop(child, signal)
  }
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, forward)
  // npm may be killed without a word to its script; then this program ends what it started.
  if (process.env.npm_lifecycle_event === undefined) return
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    forward('SIGTERM')
  }, PARENT_CHECK_MS)
  watch.unref()
}

/** The signal that asked this process to end, if one did. */
export function stopSignal() {
  return stoppedBy
}

/**
 * The environment for the project's own programs: Node 24 and the tools of `node_modules/.bin` come first, and what Node made of a
 * source file is kept, which spares a start of the server two thirds of its work.
 * @param {NodeJS.ProcessEnv} [extra]
 */
export function projectEnv(extra = {}) {
  const path = [join(ROOT, 'node_modules', '.bin'), process.env.PATH ?? ''].join(delimiter)
  const compiled = join(CACHE, 'compiled')
  return { NODE_COMPILE_CACHE: compiled, ...process.env, TURBO_TELEMETRY_DISABLED: '1', ...extra, PATH: path }
}

/**
 * Runs a program to its end.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{
 *   env?: NodeJS.ProcessEnv, cwd?: string, shell?: boolean,
 *   quiet?: boolean,
 *   log?: string,
 *   limitSeconds?: number,
 * }} [options] `quiet` keeps the output off the terminal, `log` names a file in .cache that receives it.
 * @returns {Promise<{ code: number, output: string, timedOut: boolean }>} code is 127 when the program could not be started.
 */
export function run(command, args, options = {}) {
  const { env = process.env, cwd = ROOT, shell = false, quiet = false, log, limitSeconds } = options
  const piped = quiet || log !== undefined
  return new Promise((resolve) => {
    const child = spawn(command, [...args], {
      cwd,
      env,
      shell,
      stdio: piped ? ['ignore', 'pipe', 'pipe'] : 'inherit',
      detached: limitSeconds !== undefined,
    })
    running.set(child, { ownGroup: limitSeconds !== undefined })
    let output = ''
    let timedOut = false
    const logFile = log === undefined ? undefined : join(CACHE, log)
    if (logFile !== undefined) {
      mkdirSync(dirname(logFile), { recursive: true })
      writeFileSync(logFile, '')
    }
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8')
      stream?.on('data', (/** @type {string} */ text) => {
        output += text
        if (!quiet) process.stdout.write(text)
        if (logFile !== undefined) appendFileSync(logFile, text)
      })
    }
    const timer =
      limitSeconds === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true
            stop(child, 'SIGKILL')
          }, limitSeconds * 1000)
    /** @param {number} code */
    const end = (code) => {
      clearTimeout(timer)
      running.delete(child)
      resolve({ code, output, timedOut })
    }
    child.on('error', (error) => {
      output += error.message
      end(127)
    })
    child.on('close', (code, signal) => end(code ?? (signal === null ? 1 : 128)))
  })
}

/**
 * Runs a script of the root package.json, as `npm run` would.
 * @param {string} name
 * @param {readonly string[]} [args] words without spaces or quotes
 * @param {Parameters<typeof run>[2]} [options]
 */
export function runScript(name, args = [], options = {}) {
  const script = scripts()[name]
  if (script === undefined) throw new Error(`package.json has no script ${name}`)
  return run([script, ...args].join(' '), [], { ...options, shell: true, env: projectEnv(options.env) })
}

function scripts() {
  const manifest = /** @type {{ scripts: Record<string, string | undefined> }} */ (
    JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  )
  return manifest.scripts
}

/** @param {number} since an instant of `performance.now()` */
export function seconds(since) {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`
}

/**
 * Runs a launcher's body: a Refusal is printed as its sentence, and a stop signal ends quietly.
 * @param {() => Promise<number>} body resolves to the exit code
 */
export async function launch(body) {
  forwardSignals()
  try {
    process.exitCode = await body()
  } catch (error) {
    if (stoppedBy !== undefined) process.exitCode = 130
    else if (error instanceof Refusal) {
      console.error(`\n${error.message}`)
      process.exitCode = 1
    } else throw error
  }
}
