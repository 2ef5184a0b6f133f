import { planStatuses, proposalStatuses, runStatuses } from '@cyclecount/domain'
import * as z from 'zod/mini'

/** What an address may say, page by page. What it says wrongly is as if it were not said. */
function oneOf<const Value extends string>(values: readonly [Value, ...Value[]]) {
  return z.catch(z.optional(z.enum(values)), undefined)
}
const text = z.catch(z.optional(z.string().check(z.maxLength(100))), undefined)
const id = z.catch(
  z.optional(z.string().check(z.regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/))),
  undefined,
)
const localTime = z.catch(z.optional(z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/))), undefined)

export const runsSearch = z.object({
  facility: id,
  status: oneOf(runStatuses),
})
export type RunsSearch = z.infer<typeof runsSearch>

export const plansSearch = z.object({ status: oneOf(planStatuses), q: text })
export const parametersSearch = z.object({ facility: id, type: oneOf(['HARD_COUNT', 'DIRECTED_COUNT']) })

export const newRunSearch = z.object({ facility: id })
export const countFileSearch = z.object({ facility: id, run: id })

export const areasSearch = z.object({ show: oneOf(['unassigned']) })

export const boardSearch = z.object({
  view: oneOf(['calendar', 'list']),
  plan: id,
  show: oneOf(['unassigned', 'changed']),
  q: text,
})

export const labelsSearch = z.object({ facility: id, area: id, paper: oneOf(['roll']) })

export const reviewSearch = z.object({
  /** `sku`: store totals instead of lines. */
  view: oneOf(['sku']),
  status: oneOf(['waiting', 'decided', 'all']),
  show: oneOf(['all', 'not-asked', 'book-moved']),
  state: oneOf(['counted', 'confirmed-empty', 'not-found', 'unknown-code']),
  /** What the rules say of it. */
  verdict: oneOf(['recount', 'automatic', 'person']),
  sort: oneOf(['quantity', 'title', 'location']),
  q: text,
  line: id,
})
export type ReviewSearch = z.infer<typeof reviewSearch>

export const liveSearch = z.object({ session: id })

export const proposalsSearch = z.object({
  run: id,
  /** Whose comments are open. */
  thread: id,
  facility: id,
  status: oneOf([...proposalStatuses, 'reversal-asked']),
})
export type ProposalsSearch = z.infer<typeof proposalsSearch>

export const submissionsSearch = z.object({ state: oneOf(['answered']), facility: id })

export type SubmissionsSearch = z.infer<typeof submissionsSearch>

export const suggestionsSearch = z.object({
  facility: id,
  state: oneOf(['snoozed', 'accepted', 'dismissed', 'closed']),
  by: oneOf(['money']),
})
export type SuggestionsSearch = z.infer<typeof suggestionsSearch>

export const stockSearch = z.object({ facility: id, q: text })
export const cardSearch = z.object({ asOf: localTime })
export const skuSearch = z.object({ sku: text })
export const scheduleTabs = ['rule', 'past', 'blackouts', 'zones'] as const
export const schedulesSearch = z.object({ plan: id, tab: oneOf(scheduleTabs) })
export const auditSearch = z.object({ facility: id, subject: text })
export const figuresSearch = z.object({ facility: id, days: oneOf(['30', '90', '365', '1095']) })
