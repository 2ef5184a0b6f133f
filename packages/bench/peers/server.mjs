// The peers' servers in one process: a page with their browser clients, RxDB's HTTP replication into SQLite (as durable as
// Cyclecount: WAL, synchronous FULL, one transaction a batch), express-pouchdb on LevelDB, and durable-streams' file server.
// Prints its addresses as JSON and runs until its standard input ends.
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DurableStreamTestServer } from '@durable-streams/server'
import SQLite from 'better-sqlite3'
import { build } from 'esbuild'
import express from 'express'
import expressPouch from 'express-pouchdb'
import PouchDB from 'pouchdb'

const HERE = dirname(fileURLToPath(import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'cyclecount-bench-peers-'))

const bundled = await build({
  entryPoints: [join(HERE, 'client.mjs')],
  bundle: true,
  format: 'iife',
  minify: true,
  write: false,
  define: { global: 'globalThis', 'process.env.NODE_ENV': '"production"' },
})
const script = bundled.outputFiles[0].text

const rows = new SQLite(join(folder, 'rxdb.sqlite'))
rows.pragma('journal_mode = WAL')
rows.pragma('synchronous = FULL')
rows.exec('create table scans (id text primary key, seq integer not null, doc text not null)')
rows.exec('create index scans_seq on scans (seq)')
const insert = rows.prepare('insert or ignore into scans values (?, ?, ?)')
const insertAll = rows.transaction((docs) => {
  for (const doc of docs) insert.run(doc.id, doc.seq, JSON.stringify(doc))
})
const after = rows.prepare('select doc from scans where seq > ? order by seq limit ?')
const counted = rows.prepare('select count(*) as rows, count(distinct seq) as places from scans')

const Pouch = PouchDB.defaults({ prefix: join(folder, 'pouch-') })
const app = express()
app.get('/', (_, answer) =>
  answer.type('html').send('<!doctype html><title>peers</title><script src="/client.js"></script>'),
)
app.get('/client.js', (_, answer) => answer.type('js').send(script))
app.post('/rxdb/push', express.json({ limit: '10mb' }), (request, answer) => {
  insertAll(request.body)
  answer.json([])
})
app.get('/rxdb/pull', (request, answer) => {
  const docs = after
    .all(Number(request.query.after), Number(request.query.limit))
    .map(({ doc }) => JSON.parse(doc))
  answer.json({ documents: docs, checkpoint: { seq: docs.at(-1)?.seq ?? Number(request.query.after) } })
})
app.get('/counted', async (_, answer) => {
  const { rows: held, places } = counted.get()
  const pouch = await new Pouch('scans').info()
  answer.json({ rxdb: { rows: held, places }, pouchdb: { rows: pouch.doc_count } })
})
app.use(
  '/couch',
  expressPouch(Pouch, { mode: 'minimumForPouchDB', inMemoryConfig: true, logPath: join(folder, 'log.txt') }),
)
const server = createServer(app).listen(0, '127.0.0.1')
await once(server, 'listening')

const streams = new DurableStreamTestServer({ port: 0, host: '127.0.0.1', dataDir: join(folder, 'streams') })
const streamsAt = await streams.start()

process.stdout.write(
  `${JSON.stringify({ origin: `http://localhost:${server.address().port}`, streams: streamsAt })}\n`,
)
process.stdin.resume()
await once(process.stdin, 'end')
await streams.stop()
server.closeAllConnections()
server.close()
rmSync(folder, { recursive: true, force: true })
process.exit(0)
