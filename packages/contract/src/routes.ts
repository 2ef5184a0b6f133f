import { abcRoutes } from './routes/abc.ts'
import { auditRoutes } from './routes/audit.ts'
import { hintRoutes } from './routes/hints.ts'
import { byEventRoutes } from './routes/by-event.ts'
import { guardrailRoutes } from './routes/guardrails.ts'
import { machineRoutes } from './routes/machines.ts'
import { boardRoutes } from './routes/board.ts'
import { countFileRoutes } from './routes/count-files.ts'
import { closingRoutes } from './routes/closing.ts'
import { commentRoutes } from './routes/comments.ts'
import { decisionChainRoutes } from './routes/decision-chain.ts'
import { figuresRoutes } from './routes/figures.ts'
import { inboxRoutes } from './routes/inbox.ts'
import { peopleRoutes } from './routes/people.ts'
import { photoRoutes } from './routes/photos.ts'
import { recountRoutes } from './routes/recounts.ts'
import { syncRoutes } from './routes/sync.ts'
import { planRoutes } from './routes/plans.ts'
import { planningRoutes } from './routes/planning.ts'
import { deliveryRoutes } from './routes/delivery.ts'
import { reviewRoutes } from './routes/review.ts'
import { setAsideRoutes } from './routes/set-aside.ts'
import { stockRoutes } from './routes/stock.ts'
import { offsetRoutes } from './routes/offsets.ts'
import { reasonRoutes } from './routes/reasons.ts'
import { scheduleRoutes } from './routes/schedules.ts'
import { suggestionRoutes } from './routes/suggestions.ts'
import { submissionRoutes } from './routes/submissions.ts'
import { webhookRoutes } from './routes/webhooks.ts'

/** Every route of the API. The server mounts exactly these; the OpenAPI document and the client come from them. */
export const routes = {
  ...peopleRoutes,
  ...syncRoutes,
  ...photoRoutes,
  ...planningRoutes,
  ...planRoutes,
  ...boardRoutes,
  ...reviewRoutes,
  ...deliveryRoutes,
  ...recountRoutes,
  ...submissionRoutes,
  ...reasonRoutes,
  ...scheduleRoutes,
  ...offsetRoutes,
  ...setAsideRoutes,
  ...guardrailRoutes,
  ...auditRoutes,
  ...stockRoutes,
  ...machineRoutes,
  ...countFileRoutes,
  ...figuresRoutes,
  ...closingRoutes,
  ...webhookRoutes,
  ...byEventRoutes,
  ...hintRoutes,
  ...decisionChainRoutes,
  ...commentRoutes,
  ...inboxRoutes,
  ...suggestionRoutes,
  ...abcRoutes,
} as const

export type RouteName = keyof typeof routes
