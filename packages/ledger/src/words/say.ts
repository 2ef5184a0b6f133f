import { createSay } from '@cyclecount/domain'
import { en } from './en.ts'
import { imported } from './import.ts'

/** Says what the ledger has to say to a person. */
export const say = createSay({ ...en, ...imported })
