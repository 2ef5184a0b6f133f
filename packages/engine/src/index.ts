export type { Actor, EngineContext, Log } from './context.ts'
