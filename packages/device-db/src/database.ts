import { NO_CHAIN, chainStep, chainText } from '@cyclecount/domain'
import { Dexie, type DexieOptions, type Table, type Transaction } from 'dexie'
import type { PhotoRow, PictureRow } from './photo-rows.ts'
import type {
  AreaRow,
  BaseRow,
  FacilityRow,
  ItemRow,
  LogRow,
  MeaningRow,
  ProductRow,
  RemoteRow,
  SessionRow,
  SettingRow,
} from './rows.ts'

export const DATABASE_NAME = 'cyclecount'

/**
 * The device's database. A stored version is never changed: another shape is another `version`, with an upgrade and a stored
 * fixture of the old one that the new one opens. `log` is written once a row and is never migrated destructively.
 */
export interface DeviceTables {
  readonly log: Table<LogRow, [string, number]>
  /** What other devices captured in sessions continued here. */
  readonly remote: Table<RemoteRow, [string, string, number]>
  readonly items: Table<ItemRow, [string, string]>
  /** The lines that sessions began with here. */
  readonly bases: Table<BaseRow, [string, number]>
  readonly meanings: Table<MeaningRow, [string, string]>
  readonly sessions: Table<SessionRow, string>
  readonly areas: Table<AreaRow, string>
  readonly facilities: Table<FacilityRow, string>
  readonly products: Table<ProductRow, [string, string]>
  readonly settings: Table<SettingRow, string>
  /** Photos that were taken here, and apart from them what they hold: a status reads no pictures. */
  readonly photos: Table<PhotoRow, [string, string]>
  readonly pictures: Table<PictureRow, [string, string]>
}

export type DeviceDatabase = Dexie & DeviceTables

export function openDeviceDatabase(name = DATABASE_NAME, options: DexieOptions = {}): DeviceDatabase {
  // Strict: a commit is on the disk before it is told. Chromium's own default has not been that since version 121.
  const database = new Dexie(name, { chromeTransactionDurability: 'strict', ...options })
  database.version(1).stores({
    log: '[sessionId+deviceSeq], &[sessionId+scanId], [sessionId+subject]',
    remote: '[sessionId+deviceId+deviceSeq], &[sessionId+scanId], [sessionId+subject]',
    items: '[sessionId+key]',
    meanings: '[sessionId+codeKey], [sessionId+productId]',
    sessions: 'sessionId',
    areas: 'assignmentId',
    facilities: 'facilityId',
    products: '[facilityId+productId], *lookup',
    settings: 'name',
  })
  database.version(2).upgrade(chainSessions)
  database.version(3).stores({ bases: '[sessionId+bucket]' }).upgrade(beginWhole)
  // Nothing stored before has to change for it.
  database.version(4).stores({ photos: '[sessionId+sha256]', pictures: '[sessionId+sha256]' })
  return database as DeviceDatabase
}

/** Version 2: sessions know the chain of what the server acknowledged, and how far they were pulled under which chain. */
async function chainSessions(transaction: Transaction): Promise<void> {
  const log = transaction.table<LogRow>('log')
  const sessions = transaction.table<Pick<SessionRow, 'sessionId' | 'acked'>>('sessions')
  for (const row of await sessions.toArray()) {
    const acked = log.where(':id').between([row.sessionId], [row.sessionId, row.acked], true, true)
    const ackedChain = (await acked.toArray())
      .map(({ event }) => chainText(event))
      .reduce(chainStep, NO_CHAIN)
    const kept = {
      ackedChain,
      resendThrough: 0,
      forked: false,
      floor: 0,
      floorChain: NO_CHAIN,
      finalAt: null,
    }
    // What was pulled before has no chain: it is pulled once more.
    await sessions.put({ ...row, ...kept, cursor: 0, cursorChain: NO_CHAIN } as typeof row)
  }
}

/** Version 3: sessions may begin with lines that the server folded. Those there are began with their log. */
async function beginWhole(transaction: Transaction): Promise<void> {
  await transaction.table<SessionRow>('sessions').toCollection().modify({ snapshot: null })
}
