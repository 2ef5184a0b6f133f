import { board } from './board.ts'
import { abc } from './abc.ts'
import { closing } from './closing.ts'
import { comments } from './comments.ts'
import { countFiles } from './count-files.ts'
import { deliveries } from './deliveries.ts'
import { decisionChain } from './decision-chain.ts'
import { figures } from './figures.ts'
import { frame } from './frame.ts'
import { offsets } from './offsets.ts'
import { plans } from './plans.ts'
import { precedence } from './precedence.ts'
import { reasons } from './reasons.ts'
import { machines } from './machines.ts'
import { records } from './records.ts'
import { review } from './review.ts'
import { rules } from './rules.ts'
import { runs } from './runs.ts'
import { schedules } from './schedules.ts'
import { setAside } from './set-aside.ts'
import { suggestions } from './suggestions.ts'
import { submissions } from './submissions.ts'
import { webhooks } from './webhooks.ts'
import { hints } from './hints.ts'
import { byEvent } from './by-event.ts'
import { words } from './words.ts'

/** Every string of the console, in English. */
export const en = {
  ...frame,
  ...abc,
  ...runs,
  ...board,
  ...plans,
  ...review,
  ...deliveries,
  ...records,
  ...machines,
  ...countFiles,
  ...setAside,
  ...submissions,
  ...suggestions,
  ...figures,
  ...closing,
  ...offsets,
  ...precedence,
  ...reasons,
  ...webhooks,
  ...byEvent,
  ...hints,
  ...decisionChain,
  ...comments,
  ...rules,
  ...schedules,
  ...words,
} as const
