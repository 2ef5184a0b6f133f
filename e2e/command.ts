import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))

export interface Ended {
  readonly exitCode: number | null
  readonly printed: string
}

/** Runs a script of the project as a person does: `npm run NAME -- ARGUMENT`. */
export async function runScript(
  name: string,
  argument: string,
  env: Readonly<Record<string, string>>,
): Promise<Ended> {
  const child = spawn('npm', ['run', name, '--', argument], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const printed: string[] = []
  child.stdout.on('data', (chunk: Buffer) => printed.push(chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => printed.push(chunk.toString()))
  await once(child, 'close')
  return { exitCode: child.exitCode, printed: printed.join('') }
}
