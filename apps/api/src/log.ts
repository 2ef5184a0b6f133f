import { pino, type DestinationStream, type Logger } from 'pino'

export type Log = Pick<Logger, 'info' | 'warn' | 'error'>

/** Structured lines on standard output. Nothing that proves or names a person is ever written: tokens, names, codes. */
export function createLog(level: string, destination?: DestinationStream): Log {
  const options = {
    level,
    base: null,
    redact: {
      paths: [
        'authorization',
        'token',
        'deviceToken',
        'password',
        '*.authorization',
        '*.token',
        '*.password',
      ],
      censor: '…',
    },
  }
  return destination ? pino(options, destination) : pino(options)
}

export const silentLog: Log = pino({ level: 'silent' })
