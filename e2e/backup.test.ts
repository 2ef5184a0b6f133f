import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { runScript } from './command.ts'
import { openCounter } from './counter.ts'

test('OPS-3 SYNC-2 a copy of the data made while somebody counts is put back, and every scan is there once', async () => {
  test.setTimeout(240_000)
  const ana = await openCounter()
  const { dataDir, origin } = ana.product
  const copies = mkdtempSync(join(tmpdir(), 'cyclecount backup '))
  const copy = join(copies, 'copy')
  const backUp = () => runScript('backup', copy, { DATA_DIR: dataDir, PORT: new URL(origin).port })
  const restart = async (meanwhile: () => void) => {
    await ana.product.stop()
    meanwhile()
    await ana.product.start()
  }
  const putBack = () => {
    for (const name of readdirSync(dataDir).filter((file) => file.includes('.sqlite')))
      rmSync(join(dataDir, name))
    cpSync(copy, dataDir, { recursive: true })
  }
  try {
    await ana.scan(3)
    const [copied] = await Promise.all([backUp(), ana.scan(5)])
    expect(copied).toMatchObject({ exitCode: 0, printed: expect.stringContaining('The data is copied') })
    expect(readdirSync(copy).toSorted()).toEqual(['cyclecount.sqlite', 'demo-sign-in.json', 'ledger.sqlite'])
    expect((await backUp()).exitCode).toBe(1)
    await ana.scan(2)
    await ana.settles()

    await restart(putBack)
    expect((await ana.held()).length).toBeLessThan((await ana.saved()).length)
    await ana.scan(1)
    await ana.settles()
    // The same, with nothing put back: as an upgrade of the server does it.
    await restart(() => undefined)
    await ana.scan(1)
    await ana.settles()
  } finally {
    await ana.dispose()
    rmSync(copies, { recursive: true, force: true })
  }
})
