// Runs in the page: the same documents through each library's own browser client, replicated as its manual says.
import PouchDB from 'pouchdb-browser'
import { createRxDatabase } from 'rxdb'
import { replicateRxCollection } from 'rxdb/plugins/replication'
import { getRxStorageDexie } from 'rxdb/plugins/storage-dexie'

const AT_ONCE = 500

const schema = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: {
    id: { type: 'string', maxLength: 40 },
    seq: { type: 'number' },
    event: { type: 'object', additionalProperties: true },
  },
  required: ['id', 'seq', 'event'],
}

async function openRxdb() {
  const database = await createRxDatabase({
    name: 'scans',
    storage: getRxStorageDexie(),
    multiInstance: false,
  })
  const { scans } = await database.addCollections({ scans: { schema } })
  return scans
}

let rxdb = null

const rxdbPeer = {
  async fill(docs) {
    rxdb ??= await openRxdb()
    await rxdb.bulkInsert(docs)
  },
  async push() {
    await replicate({
      push: {
        batchSize: AT_ONCE,
        handler: async (changes) => {
          const answer = await fetch('/rxdb/push', {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(changes.map((change) => change.newDocumentState)),
          })
          return answer.json()
        },
      },
    })
  },
  async pull() {
    rxdb ??= await openRxdb()
    await replicate({
      pull: {
        batchSize: AT_ONCE,
        handler: async (checkpoint, limit) => {
          const answer = await fetch(`/rxdb/pull?after=${checkpoint?.seq ?? -1}&limit=${limit}`)
          return answer.json()
        },
      },
    })
    return rxdb.count().exec()
  },
}

async function replicate(how) {
  const replication = replicateRxCollection({
    collection: rxdb,
    replicationIdentifier: 'bench',
    live: false,
    ...how,
  })
  replication.error$.subscribe((error) => console.error(error))
  await replication.awaitInitialReplication()
  await replication.cancel()
}

const pouch = new PouchDB('scans')
const couch = () => new PouchDB(`${location.origin}/couch/scans`)

const pouchPeer = {
  async fill(docs) {
    await pouch.bulkDocs(docs.map(({ id, ...rest }) => ({ _id: id, ...rest })))
  },
  async push() {
    const { ok } = await pouch.replicate.to(couch(), { batch_size: AT_ONCE })
    if (!ok) throw new Error('PouchDB did not replicate')
  },
  async pull() {
    const { ok } = await pouch.replicate.from(couch(), { batch_size: AT_ONCE })
    if (!ok) throw new Error('PouchDB did not replicate')
    return (await pouch.info()).doc_count
  },
}

window.peers = { rxdb: rxdbPeer, pouchdb: pouchPeer }
