import { createSay } from '@cyclecount/domain'
import { en } from './en.ts'

/** Says what an adapter has to say to a person. */
export const say = createSay(en)
