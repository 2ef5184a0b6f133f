import type { DeviceId, PersonId } from '@cyclecount/domain'
import { idle, type ConnectionState, type SyncError } from '@cyclecount/sync'
import * as z from 'zod/mini'
import type { OnDatabase } from './connection.ts'
import type { DeviceDatabase } from './database.ts'

const text: unknown = z.string().check(z.minLength(1))
const DeviceIdSchema = text as z.ZodMiniType<DeviceId, DeviceId>
const PersonIdSchema = text as z.ZodMiniType<PersonId, PersonId>

const ConnectionSchema: z.ZodMiniType<ConnectionState> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('idle') }),
  z.object({ kind: z.literal('sending'), failures: z.int() }),
  z.object({
    kind: z.literal('backing-off'),
    failures: z.int(),
    since: z.catch(z.number(), 0),
    until: z.number(),
    notBefore: z.catch(z.number(), 0),
  }),
  z.object({
    kind: z.literal('blocked'),
    reason: z.enum(['signed-out', 'update-required', 'device-revoked']),
  }),
])
const ErrorSchema: z.ZodMiniType<SyncError> = z.object({
  kind: z.enum([
    'no-answer',
    'server',
    'not-ours',
    'no-progress',
    'signed-out',
    'update-required',
    'device-revoked',
  ]),
  message: z.string(),
  at: z.number(),
})

/** For reading from the server as that person; sending scans needs the device's own token. Times UTC ms. */
const TokensSchema = z.object({
  accessToken: z.string(),
  refreshToken: z.nullable(z.string()),
  idToken: z.nullable(z.string()),
  expiresAt: z.number(),
})

/** What proves a PIN on this device; the PIN itself is nowhere. `waitUntil`: no try counts before, UTC ms on this device's clock. */
const PinSchema = z.object({
  salt: z.array(z.int()),
  iterations: z.int(),
  verifier: z.array(z.int()),
  wrong: z.int(),
  waitUntil: z.number(),
})

const KnownPersonSchema = z.object({
  personId: PersonIdSchema,
  name: z.string(),
  orgName: z.string(),
  tokens: z.nullable(TokensSchema),
  /** `undecided` until they were asked; `none` where they want none, or guessed too often. */
  pin: z.union([z.literal('undecided'), z.literal('none'), PinSchema]),
})
export type KnownPerson = z.infer<typeof KnownPersonSchema>
export type Pin = z.infer<typeof PinSchema>
export type Tokens = z.infer<typeof TokensSchema>

/** Everything that is one row: its shape and what holds before anything was stored. */
const settings = {
  device: {
    schema: z.object({
      deviceId: DeviceIdSchema,
      token: z.nullable(z.string()),
      label: z.string(),
      incarnation: z.nullable(z.string()),
      clockOffsetMs: z.nullable(z.number()),
      /** People enrolled on this device. */
      people: z.array(PersonIdSchema),
    }),
  },
  /** Who counts on this device now; remembered, so that a cold start needs no network. */
  person: {
    schema: z.object({ personId: PersonIdSchema, name: z.string(), orgName: z.string() }),
  },
  /** Everybody who signed in on this device and was not removed from it, by person id. Nobody's tokens are used for anybody else. */
  people: { schema: z.record(z.string(), KnownPersonSchema) },
  sync: {
    schema: z.object({
      connection: ConnectionSchema,
      lastSuccessAt: z.nullable(z.number()),
      lastError: z.nullable(ErrorSchema),
    }),
  },
  preferences: {
    schema: z.object({
      sound: z.int().check(z.gte(0), z.lte(10)),
      vibration: z.int().check(z.gte(0), z.lte(5)),
      theme: z.enum(['system', 'light', 'dark']),
      hand: z.enum(['left', 'right']),
    }),
  },
  /** What was put back from the second copy and what nobody holds any more, until somebody has read it. */
  restored: {
    schema: z.object({
      at: z.number(),
      events: z.int(),
      missing: z.array(z.object({ sessionId: z.string(), from: z.int(), through: z.int() })),
    }),
  },
  /** Whether photos may be sent: a wait of theirs is none of the scans'. */
  photos: {
    schema: z.object({
      connection: ConnectionSchema,
      lastError: z.nullable(ErrorSchema),
      /** Names of those that wait and were saved to a file. */
      exported: z.array(z.string()),
    }),
  },
  /** How much of what waits was saved to a file, by session: sign-out asks for it. */
  exported: { schema: z.object({ at: z.number(), through: z.record(z.string(), z.int()) }) },
} as const

type Settings = typeof settings
export type SettingName = keyof Settings
export type Setting<Name extends SettingName> = z.infer<Settings[Name]['schema']>

export const noSync: Setting<'sync'> = { connection: idle, lastSuccessAt: null, lastError: null }
export const standardPreferences: Setting<'preferences'> = {
  sound: 6,
  vibration: 3,
  theme: 'system',
  hand: 'right',
}

/** The value, or null where there is none that can be understood. */
export async function readSetting<Name extends SettingName>(
  database: DeviceDatabase,
  name: Name,
): Promise<Setting<Name> | null> {
  const row = await database.settings.get(name)
  return parseSetting(name, row?.value)
}

/** Reads settings for screens: those that ask in one moment are answered from one transaction, for each of them costs time of its own. */
export function createSettingReader(
  database: DeviceDatabase,
  read: OnDatabase,
): <Name extends SettingName>(name: Name) => Promise<Setting<Name> | null> {
  let asked: { readonly names: Set<SettingName>; readonly values: Promise<Map<string, unknown>> } | null =
    null
  async function valuesOf(names: ReadonlySet<SettingName>): Promise<Map<string, unknown>> {
    // Whoever asks in this moment has asked by then.
    await Promise.resolve()
    asked = null
    const rows = await read(() => database.settings.bulkGet([...names]))
    return new Map(rows.flatMap((row) => (row ? [[row.name, row.value] as const] : [])))
  }
  return async (name) => {
    if (!asked) {
      const names = new Set<SettingName>()
      asked = { names, values: valuesOf(names) }
    }
    asked.names.add(name)
    return parseSetting(name, (await asked.values).get(name))
  }
}

export function parseSetting<Name extends SettingName>(name: Name, value: unknown): Setting<Name> | null {
  const parsed = settings[name].schema.safeParse(value)
  return parsed.success ? (parsed.data as Setting<Name>) : null
}

export async function writeSetting<Name extends SettingName>(
  database: DeviceDatabase,
  name: Name,
  value: Setting<Name> | null,
): Promise<void> {
  if (value === null) await database.settings.delete(name)
  else await database.settings.put({ name, value })
}

/** Reads, changes and writes a setting in one transaction, so that two tabs never undo each other. */
export async function changeSetting<Name extends SettingName>(
  database: DeviceDatabase,
  name: Name,
  change: (before: Setting<Name> | null) => Setting<Name> | null,
): Promise<void> {
  await database.transaction('rw', database.settings, async () => {
    await writeSetting(database, name, change(await readSetting(database, name)))
  })
}
