import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { arch, availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os'
import SQLite from 'better-sqlite3'
import { CHROMIUM } from '@cyclecount/e2e/chromium'

/** The machine and the versions that the figures depend on, a line each. */
export function machine(): readonly string[] {
  const database = new SQLite(':memory:')
  const { version } = database.prepare('select sqlite_version() as version').get() as {
    readonly version: string
  }
  database.close()
  return [
    `${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB of memory`,
    `${type()} ${release()} ${arch()}, file system ${fileSystem()}`,
    `Node ${process.version}, SQLite ${version}, ${chromiumVersion()}`,
    `Load when it began (1, 5, 15 min): ${loadavg()
      .map((load) => load.toFixed(1))
      .join(', ')}`,
  ]
}

function chromiumVersion(): string {
  return execFileSync(CHROMIUM.executablePath, ['--version'], { encoding: 'utf8' }).trim()
}

/** Of the folder for temporary files, where every database of the bench lies. */
function fileSystem(): string {
  try {
    const mounts = readFileSync('/proc/mounts', 'utf8')
      .split('\n')
      .map((line) => line.split(' '))
    const found = ['/tmp', '/'].map((place) => mounts.find(([, at]) => at === place)?.[2])
    return found.find((name) => name !== undefined) ?? 'unknown'
  } catch {
    return 'unknown'
  }
}
