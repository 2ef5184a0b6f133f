import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { Hono } from 'hono'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ApiEnv } from '../api-env.ts'
import { mountWebApps } from './web-apps.ts'

const script = 'console.log("counted");\n'.repeat(100)

describe('the web apps', () => {
  let folder: string
  const app = new Hono<ApiEnv>()
  const get = (path: string, headers: Record<string, string> = {}) =>
    Promise.resolve(app.request(path, { headers }))

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'cyclecount-web-'))
    const dist = join(folder, 'store', 'dist')
    mkdirSync(join(dist, 'assets'), { recursive: true })
    writeFileSync(join(dist, 'index.html'), '<!doctype html><title>Store</title>')
    writeFileSync(join(dist, 'sw.js'), 'self.oninstall = null')
    writeFileSync(join(dist, 'manifest.webmanifest'), '{}')
    writeFileSync(join(dist, 'assets', 'index-Bx9_Qw12.js'), script)
    writeFileSync(join(folder, 'secret.txt'), 'not for anybody')
    mountWebApps(app, folder)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('answers deep links with the shell, which is asked for each time', async () => {
    for (const path of ['/store/', '/store/areas/7/count', '/store/signed-in?code=1']) {
      const answer = await get(path)
      expect(await answer.text()).toContain('<title>Store</title>')
      expect(answer.headers.get('cache-control')).toBe('no-cache')
    }
    expect((await get('/store/assets/index-gone1234.js')).status).toBe(404)
  })

  test('lets files whose name says what is in them be kept for ever, packed as the caller can take them', async () => {
    const path = '/store/assets/index-Bx9_Qw12.js'
    const plain = await get(path)
    expect(plain.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(plain.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect(await plain.text()).toBe(script)
    const packed = await get(path, { 'accept-encoding': 'gzip' })
    expect(packed.headers.get('content-encoding')).toBe('gzip')
    expect(gunzipSync(await packed.arrayBuffer()).toString()).toBe(script)
    expect((await get(path, { 'accept-encoding': 'gzip, br' })).headers.get('content-encoding')).toBe('br')
    const etag = plain.headers.get('etag') ?? ''
    expect((await get(path, { 'if-none-match': etag })).status).toBe(304)
  })

  test('gives the service worker its scope, and never an old one', async () => {
    const worker = await get('/store/sw.js')
    expect(worker.headers.get('service-worker-allowed')).toBe('/store/')
    expect(worker.headers.get('cache-control')).toBe('no-cache')
    expect((await get('/store/manifest.webmanifest')).headers.get('content-type')).toBe(
      'application/manifest+json',
    )
  })

  test('never leads out of its folder', async () => {
    for (const path of [
      '/store/..%2f..%2fsecret.txt',
      '/store/%2e%2e/secret.txt',
      '/store/%00',
      '/store/%E0%A4%A',
    ]) {
      const answer = await get(path)
      expect(await answer.text()).not.toContain('not for anybody')
    }
  })

  test('serves a new build as soon as it is there', async () => {
    await get('/store/sw.js')
    writeFileSync(join(folder, 'store', 'dist', 'sw.js'), 'self.oninstall = () => undefined')
    expect(await (await get('/store/sw.js')).text()).toContain('undefined')
  })

  test('says so where an app is not built', async () => {
    const answer = await get('/console/runs')
    expect(answer.status).toBe(503)
    expect(await answer.text()).toContain('npm start builds it')
  })
})
