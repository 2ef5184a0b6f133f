import { fail, FILE_TYPE, routes, type Route, type RouteName, type SignedMessage } from '@cyclecount/contract'
import type { FacilityId } from '@cyclecount/domain'
import type { Actor, DeviceActor, MachineActor } from '@cyclecount/engine'
import type { Context, Hono } from 'hono'
import type * as z from 'zod/mini'
import type { ApiEnv } from '../api-env.ts'
import type { ApiContext } from '../context.ts'
import { answerJson } from '../middleware/body/answer-json.ts'
import { readFile, readJson, readText, USUAL_BYTES } from '../middleware/body/read-body.ts'
import { identify, requireFacility, type Caller } from '../middleware/identity/identify.ts'
import { createRates, type Rates } from '../middleware/rates/rates.ts'
import { createTurns, type Turns } from '../middleware/turns/turns.ts'
import { handlers } from './handlers.ts'
import { sendTable } from './live/send-table.ts'
import { sendEvents } from './live/send-events.ts'
import { say } from '../words/say.ts'

/** A machine that wants more asks for larger pages, or sends larger parts. */
const MACHINE_REQUESTS_A_MINUTE = 120

const LONGEST_TIMER_MS = 2 ** 31 - 1

/** A handler as mounting sees it: what goes in was parsed by the schemas of the same route. */
type AnyHandler = (
  ctx: ApiContext,
  call: Readonly<Record<'actor' | 'params' | 'query' | 'body', unknown>> & {
    readonly idempotencyKey: string
    readonly signal: AbortSignal
  },
) => Promise<unknown> | AsyncIterable<unknown>

/** Mounts every route of the contract, and nothing else. */
export function mountRoutes(app: Hono<ApiEnv>, ctx: ApiContext): void {
  const turns = createTurns()
  // A photo takes as long as the network does: no push of scans waits behind it.
  const turnsOfFiles = createTurns()
  const rates = createRates(MACHINE_REQUESTS_A_MINUTE, ctx.engine.now)
  for (const [name, route] of Object.entries(routes) as [RouteName, Route][]) {
    const handler = handlers[name] as unknown as AnyHandler
    app.on(route.method, route.path, (c) => {
      c.set('route', route.path)
      return answer(
        ctx,
        { turns: route.takes === undefined ? turns : turnsOfFiles, rates },
        route,
        handler,
        c,
      )
    })
  }
}

async function answer(
  ctx: ApiContext,
  { turns, rates }: { readonly turns: Turns; readonly rates: Rates },
  route: Route,
  handler: AnyHandler,
  c: Context<ApiEnv>,
): Promise<Response> {
  const caller = await identify(ctx, route, c.req.header('authorization'))
  const sender = senderOf(route, caller, rates)
  if (sender === null) return answerCaller(ctx, route, handler, c, caller)
  // Before the body is read: a device that sends too much is not to fill the memory.
  const end = await turns.take(sender)
  try {
    return await answerCaller(ctx, route, handler, c, caller)
  } finally {
    end()
  }
}

/** Who sends one request at a time; null for people. Machines are held to their rate. */
function senderOf(route: Route, caller: Caller, rates: Rates): string | null {
  if (route.access.by === 'device') return (caller.actor as DeviceActor).deviceId
  if (route.access.by !== 'machine') return null
  const { machineId } = caller.actor as MachineActor
  rates.spend(machineId)
  return machineId
}

async function answerCaller(
  ctx: ApiContext,
  route: Route,
  handler: AnyHandler,
  c: Context<ApiEnv>,
  { actor, expiresAt }: Caller,
): Promise<Response> {
  const params = parsePart('path', route.params, c.req.param())
  if (route.access.by === 'person' && route.access.facility === 'param')
    requireFacility(actor as Actor, route, facilityIn(params))
  const query = parsePart('query', route.query, c.req.query())
  const idempotencyKey = route.once === true ? keyOf(c.req.header('idempotency-key')) : ''
  const body = route.access.by === 'signature' ? await readSigned(route, c) : await readBody(route, c.req.raw)
  if (route.access.by === 'person' && route.access.facility === 'body')
    requireFacility(actor as Actor, route, facilityIn(body))
  const signal = route.stream === true ? whileProven(ctx, c.req.raw.signal, expiresAt) : c.req.raw.signal
  const answered = handler(ctx, { actor, params, query, body, idempotencyKey, signal })
  if (isStream(answered))
    return route.gives
      ? await sendTable(ctx, answered as AsyncIterable<string | Uint8Array>, route.gives)
      : await sendEvents(ctx, answered, signal)
  const reply = await answered
  if (ctx.checkReplies) holdAgainst(route, reply)
  if (route.gives !== undefined) return answerFile(c, route.gives, reply as Uint8Array<ArrayBuffer>)
  c.header('cache-control', 'no-store')
  return answerJson(c, reply)
}

/** The draft of the IETF for this header has it as a quoted string; both are taken. */
function keyOf(header: string | undefined): string {
  const key = /^"?([\x21\x23-\x7e]{1,200})"?$/.exec(header ?? '')?.[1]
  if (key !== undefined) return key
  return fail('bad-request', say('request.key'), [
    { path: 'header.idempotency-key', message: say('request.key.fault') },
  ])
}

/** As it came: only who verifies it knows whether there is anything in it to parse. */
async function readSigned(route: Route, c: Context<ApiEnv>): Promise<SignedMessage> {
  const header = (name: string) => c.req.header(`webhook-${name}`) ?? ''
  return {
    id: header('id'),
    timestamp: header('timestamp'),
    signature: header('signature'),
    text: await readText(c.req.raw, route.maxBytes ?? USUAL_BYTES),
  }
}

async function readBody(route: Route, request: Request): Promise<unknown> {
  const maxBytes = route.maxBytes ?? USUAL_BYTES
  if (route.takes !== undefined) return readFile(request, route.takes, maxBytes)
  return route.body === undefined
    ? undefined
    : parsePart('body', route.body, await readJson(request, maxBytes))
}

/** What its name says it holds never changes; whoever signs in next on this browser asks for it again. */
function answerFile(c: Context<ApiEnv>, type: string, content: Uint8Array<ArrayBuffer>): Response {
  c.header('cache-control', 'private, max-age=31536000, immutable')
  c.header('vary', 'authorization')
  // A file of whatever kind is never shown as if it were a page of ours.
  if (type === FILE_TYPE) c.header('content-disposition', 'attachment')
  return c.body(content, 200, { 'content-type': type })
}

/** A stream lasts no longer than the sign-in that opened it: its reader comes again with a fresh one, or is refused. */
function whileProven(ctx: ApiContext, signal: AbortSignal, expiresAt: number | null): AbortSignal {
  if (expiresAt === null) return signal
  const left = Math.min(Math.max(expiresAt - ctx.engine.now(), 0), LONGEST_TIMER_MS)
  return AbortSignal.any([signal, AbortSignal.timeout(left)])
}

function isStream(answered: Promise<unknown> | AsyncIterable<unknown>): answered is AsyncIterable<unknown> {
  return Symbol.asyncIterator in answered
}

/** Every fault of a part of the request, by path, in one answer. */
function parsePart(
  part: 'path' | 'query' | 'body',
  schema: z.ZodMiniType | undefined,
  value: unknown,
): unknown {
  if (schema === undefined) return undefined
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  fail(
    'bad-request',
    say('request.wrong'),
    parsed.error.issues.slice(0, 100).map((issue) => ({
      path: [part, ...issue.path].join('.'),
      message: say('request.wrong.fault', { what: issue.message }),
    })),
  )
}

/** Routes that name a facility in their path or body have it in the schema of that part. */
function facilityIn(part: unknown): FacilityId {
  return (part as { readonly facilityId: FacilityId }).facilityId
}

function holdAgainst(route: Route, reply: unknown): void {
  const parsed = route.reply.safeParse(reply)
  if (!parsed.success) {
    const told = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')
    throw new TypeError(`${route.method} ${route.path} answers what the contract does not say: ${told}`)
  }
}
