import type { BodyOf, ReplyOf, routes } from '@cyclecount/contract'
import type { BackendId } from '@cyclecount/domain'

type Settings = ReplyOf<typeof routes.reasonSettings>
export type Backend = Settings['backends'][number]
type Wanted = BodyOf<typeof routes.saveReasons>['reasons'][number]

/** A reason while it is edited. `key` stays the same wherever it is moved to. */
export interface ReasonDraft extends Wanted {
  readonly key: string
  readonly system: boolean
}

export function draftsOf(settings: Settings): readonly ReasonDraft[] {
  return settings.reasons.map((reason) => ({ ...reason, key: reason.reasonId }))
}

/** What is sent: what is only of the screen left out, what a person typed trimmed. */
export function wantedOf(drafts: readonly ReasonDraft[]): Wanted[] {
  return drafts.map(({ key: _key, system: _system, ...reason }) => ({
    ...reason,
    code: reason.code.trim(),
    label: reason.label.trim(),
    backendCodes: reason.backendCodes
      .map(({ backendId, code }) => ({ backendId, code: code.trim() }))
      .filter(({ code }) => code !== ''),
  }))
}

/** The reason one place up or down; the same list where it is at the end already. */
export function movedBy(drafts: readonly ReasonDraft[], key: string, by: -1 | 1): readonly ReasonDraft[] {
  const from = drafts.findIndex((draft) => draft.key === key)
  const moved = drafts[from]
  const other = drafts[from + by]
  if (!moved || !other) return drafts
  return drafts.map((draft) => (draft === moved ? other : draft === other ? moved : draft))
}

export function changedTo(
  drafts: readonly ReasonDraft[],
  key: string,
  change: Partial<ReasonDraft>,
): readonly ReasonDraft[] {
  return drafts.map((draft) => (draft.key === key ? { ...draft, ...change } : draft))
}

/** What a backend calls it; its own code is no mapping. */
export function mappedTo(
  draft: ReasonDraft,
  backendId: BackendId,
  code: string,
): ReasonDraft['backendCodes'] {
  const others = draft.backendCodes.filter((mapped) => mapped.backendId !== backendId)
  return code.trim() === '' || code === draft.code ? others : [...others, { backendId, code }]
}

/** The code that the backend is sent. */
export function codeAt(draft: ReasonDraft, backendId: BackendId): string {
  return draft.backendCodes.find((mapped) => mapped.backendId === backendId)?.code ?? draft.code
}

/** Whether people could give a reason that the backend would refuse. */
export function isUnknownAt(draft: ReasonDraft, { backendId, reasons }: Backend): boolean {
  return draft.active && reasons !== null && !reasons.some(({ code }) => code === codeAt(draft, backendId))
}

/** A code made of a name: `Eaten by pests` → `eaten-by-pests`. */
export function codeFrom(label: string): string {
  return label
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 40)
}
