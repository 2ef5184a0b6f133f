import { parseVaultKeys } from '@cyclecount/engine'
import * as z from 'zod'

const onOff = z.enum(['on', 'off'], 'is neither "on" nor "off"')
const address = z.url({ protocol: /^https?$/, error: 'is not an http(s) address' })

/** Every variable the server reads. An empty one is one that is not set. */
export const Env = z.object({
  NODE_ENV: z.string().optional(),
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce
    .number('is not a number')
    .int('is not a whole number')
    .min(1, 'is below 1')
    .max(65535, 'is above 65535')
    .default(8787),
  /** Under which address people reach the server; needed behind a proxy. */
  PUBLIC_URL: address.optional(),
  DATA_DIR: z.string().optional(),
  /** Where the ends of the audit chains are noted; best on a disk that whoever holds the database cannot write. */
  AUDIT_ANCHORS: z.string().optional(),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'is not a postgres:// address')
    .optional(),
  /** Encrypts secrets in the database: 32 bytes in base64; several with commas between, of which the first encrypts and all decrypt. */
  SECRETS_KEY: z
    .string()
    .refine(
      (text) => parseVaultKeys(text) !== null,
      'is not 32 bytes in base64 (openssl rand -base64 32 makes them)',
    )
    .optional(),
  OIDC_ISSUER: address.optional(),
  OIDC_AUDIENCE: z.string().default('cyclecount'),
  OIDC_JWKS_URL: address.optional(),
  OIDC_STORE_CLIENT: z.string().default('cyclecount-store'),
  OIDC_CONSOLE_CLIENT: z.string().default('cyclecount-console'),
  /** Lets webhooks reach private addresses and plain http: for development. */
  WEBHOOKS_TO_PRIVATE: onOff.default('off'),
  /** NATS JetStream that events are published to; off where it is not set. */
  NATS_URL: z
    .string()
    .regex(/^(nats|tls):\/\//, 'is not a nats:// address')
    .optional(),
  /** The file of the NATS user's credentials. */
  NATS_CREDENTIALS: z.string().optional(),
  NATS_STREAM: z
    .string()
    .regex(/^[\w-]+$/, 'is not a name of letters, digits, - and _')
    .default('CYCLECOUNT'),
  NATS_SUBJECT: z
    .string()
    .regex(/^[\w-]+(\.[\w-]+)*$/, 'is not a subject')
    .default('cyclecount'),
  /** Whether events on the stream carry cost and value. */
  NATS_COST: onOff.default('off'),
  /** The demo company with its own sign-in; on where no issuer is named. In production only where asked for by name. */
  DEMO: onOff.optional(),
  DEMO_SALES: onOff.default('on'),
  /** Where npm was called: paths a person types are meant from there. */
  INIT_CWD: z.string().optional(),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
})
export type Env = z.infer<typeof Env>

/** The environment, or what is wrong with it: one line per variable. */
export function readEnv(
  source: Readonly<Record<string, string | undefined>> = process.env,
): { readonly env: Env } | { readonly problems: readonly string[] } {
  const set = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''))
  const parsed = Env.safeParse(set)
  if (parsed.success) return { env: parsed.data }
  return { problems: parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`) }
}
