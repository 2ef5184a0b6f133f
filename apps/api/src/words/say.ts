import { createSay } from '@cyclecount/domain'
import { pages } from './pages.ts'
import { problems } from './problems.ts'

/** Says what the server itself has to say to a person. */
export const say = createSay({ ...pages, ...problems })
