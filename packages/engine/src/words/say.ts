import { createSay } from '@cyclecount/domain'
import { abc } from './abc.ts'
import { aside } from './aside.ts'
import { board } from './board.ts'
import { byEvent } from './by-event.ts'
import { checklist } from './checklist.ts'
import { comments } from './comments.ts'
import { countFiles } from './count-files.ts'
import { explanation } from './explanation.ts'
import { hints } from './hints.ts'
import { history } from './history.ts'
import { machines } from './machines.ts'
import { offsets } from './offsets.ts'
import { plans } from './plans.ts'
import { problems } from './problems.ts'
import { rules } from './rules.ts'
import { reasons } from './reasons.ts'
import { recurrence, schedules } from './schedules.ts'
import { setAside } from './set-aside.ts'
import { secrets } from './secrets.ts'
import { sheets } from './sheets.ts'
import { suggestions } from './suggestions.ts'
import { submitting } from './submitting.ts'
import { webhooks } from './webhooks.ts'

/** Says what the engine has to say to a person. */
export const say = createSay({
  ...abc,
  ...aside,
  ...board,
  ...byEvent,
  ...checklist,
  ...comments,
  ...countFiles,
  ...explanation,
  ...hints,
  ...history,
  ...machines,
  ...offsets,
  ...plans,
  ...problems,
  ...rules,
  ...reasons,
  ...recurrence,
  ...schedules,
  ...secrets,
  ...setAside,
  ...sheets,
  ...submitting,
  ...suggestions,
  ...webhooks,
})
