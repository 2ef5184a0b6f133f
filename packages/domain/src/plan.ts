import type { ItemSetId } from './ids.ts'

/** Why a count is planned. It says nothing of how it is counted. */
export const planPurposes = ['annual', 'monthly', 'weekly', 'ad-hoc', 'directed'] as const
export type PlanPurpose = (typeof planPurposes)[number]

/** A draft may be edited freely; a template is kept to be copied and makes no runs; a published plan has made them. */
export const planStatuses = ['draft', 'template', 'published', 'cancelled'] as const
export type PlanStatus = (typeof planStatuses)[number]

/** One way of naming items. `place`: what the book has in these zones and bins, by the codes they have at every facility alike. */
export type ItemSetPart =
  | { readonly kind: 'skus'; readonly skus: readonly string[] }
  | { readonly kind: 'category'; readonly categories: readonly string[] }
  | { readonly kind: 'abc'; readonly classes: readonly string[] }
  | { readonly kind: 'supplier'; readonly suppliers: readonly string[] }
  | { readonly kind: 'tag'; readonly tags: readonly string[] }
  | { readonly kind: 'place'; readonly zones: readonly string[]; readonly locations: readonly string[] }

/**
 * Which items a run counts. `everything` is a hard count, which names none; `any-of` is the union of its parts, of which one may be a set
 * that was saved. A saved set holds no saved set, so that none can hold itself.
 */
export type ItemSet =
  | { readonly kind: 'everything' }
  | {
      readonly kind: 'any-of'
      readonly parts: readonly (ItemSetPart | { readonly kind: 'saved'; readonly itemSetId: ItemSetId })[]
    }
