import { mkdirSync } from 'node:fs'
import { eventAdapter, ledgerAdapter } from '@cyclecount/backends'
import { engineMigrations, migrate, openDatabase, tables, type Schema } from '@cyclecount/db'
import {
  checkLogs,
  createIds,
  createIntake,
  eventPost,
  type EngineContext,
  type Intake,
  type SendWebhook,
} from '@cyclecount/engine'
import { openLedger, type Ledger } from '@cyclecount/ledger'
import { createChanges, type Changes } from './changes.ts'
import type { Config } from './config/config.ts'
import { after } from './intake-after.ts'
import type { Log } from './log.ts'
import type { Verifier } from './middleware/identity/verifier.ts'
import { openVault } from './secrets-keys.ts'
import { createSendWebhook } from './webhooks/send-webhook.ts'
import { createReconciling, type Reconciling } from './reconciling.ts'

/** Everything a request may use. Made once; a test makes it with fakes for what is outside. */
export interface ApiContext {
  readonly config: Config
  readonly engine: EngineContext
  /** The same, for what a person looks at of a whole count: its reads do not hold the thread on which scans are taken in. */
  readonly aside: EngineContext
  readonly intake: Intake
  readonly ledger: Ledger
  readonly changes: Changes
  readonly reconciling: Reconciling
  readonly log: Log
  readonly verifier: Verifier
  readonly sendWebhook: SendWebhook
  /** Replies are held against the contract before they are sent: for tests. */
  readonly checkReplies: boolean
  readonly close: () => Promise<void>
}

/** Opens the databases, brings their schemas up to date and puts the rooms together. */
export async function createContext(options: {
  readonly config: Config
  readonly log: Log
  readonly verifier: Verifier
  readonly now?: () => number
  readonly checkReplies?: boolean
}): Promise<ApiContext> {
  const { config, log, verifier, now = Date.now } = options
  mkdirSync(config.dataDir, { recursive: true })
  const vault = openVault(config)
  await migrate(config.databaseUrl, engineMigrations)
  const db = openDatabase<Schema>({ url: config.databaseUrl, tables })
  const newId = createIds(now)
  const ledger = await openLedger({ url: config.ledgerUrl, now, newId })
  const books = ledgerAdapter({ ledger })
  const changes = createChanges()
  const engine: EngineContext = {
    db,
    now,
    newId,
    adapterOf: (backendId) => eventAdapter({ books, post: eventPost(engine, backendId) }),
    log,
    vault,
    changed: changes.tell,
    processName: `api ${process.pid}`,
  }
  const checked = checkLogs(engine)
  const reconciling = createReconciling(engine)
  // Reconciled after the device was answered: what the backend takes to answer must not keep scans waiting.
  const intake = after(checked, createIntake(engine, { onSubmitted: reconciling.wake }))
  return {
    config,
    engine,
    aside: { ...engine, db: { ...db, read: db.aside } },
    intake,
    ledger,
    changes,
    reconciling,
    log,
    verifier,
    sendWebhook: createSendWebhook({ isPrivateAllowed: config.webhooksToPrivate }),
    checkReplies: options.checkReplies ?? false,
    close: async () => {
      changes.close()
      await intake.close()
      await reconciling.stop()
      await db.close()
      await ledger.close()
    },
  }
}
