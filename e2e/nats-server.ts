import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { connect } from 'node:net'

const PLACES = ['/usr/sbin/nats-server', '/usr/bin/nats-server', '/usr/local/bin/nats-server']

/** The NATS server of the machine, or of Debian's package where it can be installed; else why there is none. */
export function findNats(): { readonly path: string } | { readonly missing: string } {
  const found = () => PLACES.find((path) => existsSync(path))
  const here = found()
  if (here !== undefined) return { path: here }
  if (spawnSync('apt-get', ['--version']).status !== 0)
    return { missing: 'there is no nats-server here, and no apt-get to install it with' }
  if (process.getuid?.() !== 0)
    return { missing: 'there is no nats-server here, and only root may install it with apt-get' }
  // A machine that was just made knows no packages yet.
  spawnSync('apt-get', ['update'], { stdio: 'ignore' })
  const { status } = spawnSync('apt-get', ['install', '-y', 'nats-server'], { stdio: 'ignore' })
  const installed = found()
  return installed === undefined
    ? { missing: `apt-get install nats-server ended with ${status ?? 'nothing'}` }
    : { path: installed }
}

/** A NATS server with JetStream on a port of this machine, its data in the folder. */
export async function startNats(
  path: string,
  place: { readonly port: number; readonly folder: string },
): Promise<() => Promise<void>> {
  const { port, folder } = place
  const child = spawn(path, ['-js', '-sd', folder, '-a', '127.0.0.1', '-p', String(port)], {
    stdio: 'ignore',
  })
  const deadline = Date.now() + 20_000
  while (!(await isListening(port))) {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error('the NATS server did not start')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return async () => {
    if (child.exitCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGTERM')
    await gone
  }
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
}
