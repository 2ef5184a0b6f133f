import { audit } from './audit/audit.ts'
import { assigning } from './board/board.ts'
import { hints } from './hints/hints.ts'
import { byEvent } from './by-event/by-event.ts'
import { countFiles } from './count-files/count-files.ts'
import { closing } from './closing/closing.ts'
import { comments } from './comments/comments.ts'
import { decisionChain } from './decision-chain/decision-chain.ts'
import { delivery } from './delivery/delivery.ts'
import { figures } from './figures/figures.ts'
import { guardrails } from './guardrails/guardrails.ts'
import type { Handlers } from './handler.ts'
import { inbox } from './inbox/inbox.ts'
import { live } from './live/live.ts'
import { machines } from './machines/machines.ts'
import { people } from './people/people.ts'
import { photos } from './photos/photos.ts'
import { plans } from './planning/plans.ts'
import { planning } from './planning/planning.ts'
import { recounts } from './recounts/recounts.ts'
import { review } from './review/review.ts'
import { offsets } from './review/offsets.ts'
import { reasons } from './review/reasons.ts'
import { submissions } from './review/submissions.ts'
import { schedules } from './schedules/schedules.ts'
import { setAside } from './set-aside/set-aside.ts'
import { adjustStock } from './stock/adjust-stock.ts'
import { skuLookup } from './stock/sku-lookup.ts'
import { stockCard } from './stock/stock-card.ts'
import { stock } from './stock/stock-list.ts'
import { suggestions } from './suggestions/suggestions.ts'
import { sync } from './sync/sync.ts'
import { webhooks } from './webhooks/webhooks.ts'

/** Every route's handler, by capability. */
export const handlers: Handlers = {
  ...people,
  ...sync,
  ...photos,
  ...planning,
  ...plans,
  ...assigning,
  ...live,
  ...review,
  ...recounts,
  ...submissions,
  ...reasons,
  ...schedules,
  ...offsets,
  ...setAside,
  ...guardrails,
  ...delivery,
  ...audit,
  ...machines,
  ...countFiles,
  ...figures,
  ...closing,
  ...webhooks,
  ...byEvent,
  ...hints,
  ...decisionChain,
  ...comments,
  ...inbox,
  ...suggestions,
  stock,
  skuLookup,
  stockCard,
  adjustStock,
}
