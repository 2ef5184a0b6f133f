/** Where the provider says what happens; pino's loggers fit. */
export interface DemoLog {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}
