import { existsSync } from 'node:fs'
import { startDelivery, startStream, startSuggestions, startWebhooks } from '@cyclecount/engine'
import { startAnchors } from './anchors/start-anchors.ts'
import { createApp } from './app.ts'
import { toConfig, type Config } from './config/config.ts'
import { readEnv } from './config/env.ts'
import { createContext } from './context.ts'
import { openDemo, type Demo } from './demo/open-demo.ts'
import { createLog } from './log.ts'
import { createVerifier, issuerKeys } from './middleware/identity/verifier.ts'
import { say } from './say.ts'
import { NoSecretsKey, lookAtSecrets } from './secrets-keys.ts'
import { openNatsStream } from './stream/nats-stream.ts'
import { CannotListen, takePort, type Port } from './server.ts'

/** Runs the server until it is told to stop. Answers the exit code. */
export async function run(): Promise<number> {
  const read = readEnv()
  if ('problems' in read) {
    say(['The server cannot start with these settings:', ...read.problems.map((line) => `  ${line}`)])
    return 1
  }
  const config = toConfig(read.env)
  try {
    const port = await takePort(config)
    try {
      return await serve(config, port)
    } finally {
      await port.close()
    }
  } catch (error) {
    if (!(error instanceof CannotListen || error instanceof NoSecretsKey)) throw error
    say([error.message])
    return 1
  }
}

async function serve(config: Config, port: Port): Promise<number> {
  const { issuer, realm, audience, jwksUrl } = config.identity
  const isKeyNew = config.secretsKeys === null && !existsSync(config.secretsKeyFile)
  const ctx = await createContext({
    config,
    log: createLog(config.logLevel),
    verifier: createVerifier({ issuer, realm, audience, keys: issuerKeys(issuer, jwksUrl) }),
  })
  try {
    const demo = config.demo === null ? null : await openDemo(ctx)
    if (demo !== null && 'refusal' in demo) {
      say([demo.refusal])
      return 1
    }
    const aboutSecrets = await lookAtSecrets(ctx, isKeyNew)
    const stopped = stopSignal()
    port.serve(ctx, createApp(ctx), demo === null ? [] : [demo.identity])
    const delivery = startDelivery(ctx.engine)
    const webhooks = startWebhooks(ctx.engine, { send: ctx.sendWebhook, random: Math.random })
    const suggestions = startSuggestions(ctx.engine, ctx.reconciling.wake)
    const nats = config.nats === null ? null : openNatsStream(config.nats)
    const stream = nats === null ? null : startStream(ctx.engine, nats)
    const anchors = startAnchors(ctx)
    const stopSales = demo?.startSales() ?? (() => undefined)
    // Also what was submitted just before the server stopped.
    ctx.reconciling.wake()
    say(aboutSecrets)
    say(welcome(config, demo))
    await stopped
    say(['Stopping.'])
    stopSales()
    ctx.changes.close()
    await port.close()
    await delivery.stop()
    await webhooks.stop()
    await suggestions.stop()
    await stream?.stop()
    await nats?.close()
    await anchors.stop()
    return 0
  } finally {
    await ctx.close()
  }
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve())
  })
}

function welcome(config: Config, demo: Demo | null): string[] {
  const { publicUrl } = config
  return [
    '',
    `Cyclecount is running:  ${publicUrl}/`,
    `  count (phone)         ${publicUrl}/store/`,
    `  plan and review       ${publicUrl}/console/`,
    `  API                   ${publicUrl}/api/docs`,
    ...(demo === null ? [] : ['', ...demo.signIns]),
    '',
    'Stop with Ctrl+C.',
    '',
  ]
}
