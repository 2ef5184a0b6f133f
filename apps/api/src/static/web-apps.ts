import { join } from 'node:path'
import type { Context, Hono } from 'hono'
import type { ApiEnv } from '../api-env.ts'
import { CHOOSER, CHOOSER_STYLE } from './chooser.ts'
import { createFiles } from './files.ts'
import { say } from '../words/say.ts'

/** Names that hold a hash of what is in them never mean anything else. */
const HASHED = /^\/assets\/.*-[\w-]{8,}\.\w+$/
const FOREVER = 'public, max-age=31536000, immutable'
/** Kept, but asked for each time: the shell, the service worker, the manifest. */
const ASK = 'no-cache'

/** Serves both web apps, each under its own path with its deep links, and at `/` the page that tells them apart. */
export function mountWebApps(app: Hono<ApiEnv>, webApps: string): void {
  for (const name of ['store', 'console'] as const) mountWebApp(app, name, join(webApps, name, 'dist'))
  app.get('/', (c) => {
    c.header('cache-control', ASK)
    return c.html(CHOOSER)
  })
  app.get('/chooser.css', (c) => {
    c.header('cache-control', ASK)
    return c.body(CHOOSER_STYLE, 200, { 'content-type': 'text/css; charset=utf-8' })
  })
  app.get('/favicon.ico', (c) => c.body(null, 204))
}

function mountWebApp(app: Hono<ApiEnv>, name: 'store' | 'console', folder: string): void {
  const root = `/${name}/`
  const files = createFiles(folder)
  const shell = async (c: Context<ApiEnv>) => {
    const page = await files.answer(c.req.raw, join(folder, 'index.html'), ASK)
    return page ?? c.text(`${say('chooser.notBuilt')}\n`, 503)
  }
  app.get(`/${name}`, (c) => c.redirect(root, 308))
  app.get(`${root}*`, async (c) => {
    const path = pathWithin(c.req.path, root)
    const file = path === null || path === '/' ? null : files.find(path)
    const found =
      file === null ? null : await files.answer(c.req.raw, file, HASHED.test(path ?? '') ? FOREVER : ASK)
    if (found !== null) {
      if (path === '/sw.js') found.headers.set('service-worker-allowed', root)
      return found
    }
    // A deep link is the app's; something that looks like a file and is not there is a mistake.
    return /\.\w+$/.test(path ?? '') ? c.notFound() : shell(c)
  })
}

function pathWithin(path: string, root: string): string | null {
  try {
    return `/${decodeURIComponent(path.slice(root.length))}`
  } catch {
    return null
  }
}
