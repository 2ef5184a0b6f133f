import { eventsContract } from './events.contract.ts'

eventsContract('SQLite', () => Promise.resolve(undefined))
