import { freshPostgres } from '@cyclecount/db/testing'
import { sessionSnapshotContract } from './session-snapshot.contract.ts'

sessionSnapshotContract('PostgreSQL', () => freshPostgres('snapshot'))
