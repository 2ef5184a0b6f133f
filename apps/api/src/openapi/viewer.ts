import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Hono } from 'hono'
import type { ApiEnv } from '../api-env.ts'
import type { Config } from '../config/config.ts'
import { createFiles } from '../static/files.ts'
import { openApiDocument } from './document.ts'
import { say } from '../words/say.ts'

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${say('docs.title')}</title>
<link rel="stylesheet" href="/api/docs/swagger-ui.css">
</head>
<body>
<main id="swagger-ui"></main>
<script src="/api/docs/swagger-ui-bundle.js"></script>
<script src="/api/docs/start.js"></script>
</body>
</html>
`

const START = `window.SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#swagger-ui', deepLinking: true })
`

/** The description of the API and a viewer for it, both from this server. */
export function mountApiViewer(app: Hono<ApiEnv>, config: Config): void {
  const document = JSON.stringify(openApiDocument(config))
  const viewer = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))
  const files = createFiles(viewer)
  app.get('/api/openapi.json', (c) => {
    c.header('cache-control', 'no-cache')
    return c.body(document, 200, { 'content-type': 'application/json' })
  })
  app.get('/api/docs', (c) => c.html(PAGE))
  app.get('/api/docs/start.js', (c) => c.body(START, 200, { 'content-type': 'text/javascript' }))
  for (const name of ['swagger-ui.css', 'swagger-ui-bundle.js']) {
    app.get(`/api/docs/${name}`, async (c) => {
      const answer = await files.answer(c.req.raw, join(viewer, name), 'no-cache')
      return answer ?? c.notFound()
    })
  }
}
