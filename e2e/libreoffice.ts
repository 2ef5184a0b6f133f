import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const PLACES = ['/usr/bin/soffice', '/usr/local/bin/soffice', '/usr/lib/libreoffice/program/soffice']
const PACKAGE = 'libreoffice-calc-nogui'

/** LibreOffice of the machine, or of Debian's package where it can be installed; else why there is none. */
export function findLibreOffice(): { readonly path: string } | { readonly missing: string } {
  const found = () => PLACES.find((path) => existsSync(path))
  const here = found()
  if (here !== undefined) return { path: here }
  if (spawnSync('apt-get', ['--version']).status !== 0)
    return { missing: 'there is no LibreOffice here, and no apt-get to install it with' }
  const install = ['install', '-y', '--no-install-recommends', PACKAGE]
  if (process.getuid?.() !== 0)
    return { missing: 'there is no LibreOffice here, and only root may install it with apt-get' }
  // A machine that was just made knows no packages yet.
  spawnSync('apt-get', ['update'], { stdio: 'ignore' })
  const { status } = spawnSync('apt-get', install, { stdio: 'ignore' })
  const installed = found()
  return installed === undefined
    ? { missing: `apt-get install ${PACKAGE} ended with ${status ?? 'nothing'}` }
    : { path: installed }
}

/** Comma, quote, UTF-8, from the first row on. */
const READ_CSV = 'CSV:44,34,76,1'
/** The same, with what cells hold rather than what they look like. */
const WRITE_CSV = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false'

/** The file opened in LibreOffice, and what its cells hold then, as CSV. */
export async function openedAsCsv(
  soffice: string,
  { ending, bytes }: { readonly ending: 'csv' | 'xlsx'; readonly bytes: Uint8Array },
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'cyclecount-office-'))
  try {
    const opened = join(folder, `opened.${ending}`)
    const out = join(folder, 'out')
    await writeFile(opened, bytes)
    const { status, stderr } = spawnSync(
      soffice,
      [
        '--headless',
        // Its settings are its own: whoever else runs LibreOffice on this machine is left alone.
        `-env:UserInstallation=${pathToFileURL(join(folder, 'profile')).href}`,
        ...(ending === 'csv' ? [`--infilter=${READ_CSV}`] : []),
        '--convert-to',
        WRITE_CSV,
        '--outdir',
        out,
        opened,
      ],
      { encoding: 'utf8', timeout: 120_000 },
    )
    if (status !== 0) throw new Error(`LibreOffice ended with ${status ?? 'nothing'}: ${stderr}`)
    return await readFile(join(out, 'opened.csv'), 'utf8')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
