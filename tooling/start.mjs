// npm start: sets up, builds the two web apps and runs the server, which prints its addresses and the demo sign-ins.
import { createServer } from 'node:net'
import { join } from 'node:path'
import { ROOT, Refusal, launch, projectEnv, run, runScript, seconds, stopSignal } from './child.mjs'
import { nodePath, setUp } from './setup.mjs'

const DEFAULT_PORT = 8787

await launch(async () => {
  await refuseTakenPort(wantedPort())
  await setUp()
  await buildWebApps()
  if (stopSignal() !== undefined) return 130
  const server = await run(nodePath(), [join(ROOT, 'apps/api/src/main.ts')], { env: projectEnv() })
  return server.code
})

function wantedPort() {
  const text = process.env.PORT ?? ''
  if (text === '') return DEFAULT_PORT
  const port = Number(text)
  if (!Number.isInteger(port) || port < 1 || port > 65535)
    throw new Refusal(
      `PORT is "${text}", but it must be a whole number from 1 to 65535, as in: PORT=8788 npm start`,
    )
  return port
}

// Asked before the set-up, so that nobody waits for a build to learn it. The server itself has the last word.
/** @param {number} port */
async function refuseTakenPort(port) {
  const code = await refusalToListen(port)
  const another = port === 65535 ? DEFAULT_PORT : port + 1
  if (code === 'EADDRINUSE')
    throw new Refusal(
      `Port ${port} is taken by another program; stop that program, or choose another port: PORT=${another} npm start`,
    )
  if (code === 'EACCES')
    throw new Refusal(
      `Port ${port} may not be opened by this user; choose one above 1023: PORT=${DEFAULT_PORT} npm start`,
    )
}

/** @param {number} port @returns {Promise<string | undefined>} the system's error code */
function refusalToListen(port) {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', (error) => resolve('code' in error ? String(error.code) : error.message))
    probe.listen(port, () => probe.close(() => resolve(undefined)))
  })
}

async function buildWebApps() {
  const since = performance.now()
  console.log('Building the web apps (unchanged ones are kept) …')
  const build = await runScript('build', [], { quiet: true, log: 'build.log' })
  if (build.code === 0) {
    console.log(`Web apps ready (${seconds(since)}).`)
    return
  }
  if (stopSignal() !== undefined) throw new Refusal('Stopped during the build.')
  process.stderr.write(build.output)
  throw new Refusal('Building the web apps failed; the reason is above.')
}
