import type { ItemSet, PlanBody, PlanDetail } from '@cyclecount/contract'
import type { FacilityId, ItemSetId } from '@cyclecount/domain'

export const partKinds = ['skus', 'category', 'abc', 'supplier', 'tag', 'place', 'saved'] as const
export type PartKind = (typeof partKinds)[number]

/** A part of an item set as it is filled in: names that were ticked, and names that were typed, one a line. */
export interface PartForm {
  readonly key: string
  readonly kind: PartKind
  readonly chosen: readonly string[]
  readonly typed: string
}

export interface SetForm {
  readonly everything: boolean
  readonly parts: readonly PartForm[]
}

export interface PlanForm {
  readonly name: string
  readonly purpose: PlanBody['purpose']
  readonly isTemplate: boolean
  readonly startLocal: string
  readonly dueLocal: string
  readonly items: SetForm
  readonly facilities: ReadonlySet<FacilityId>
  /** What some facilities count instead: of a file. */
  readonly own: ReadonlyMap<FacilityId, ItemSet>
}

type Part = Extract<ItemSet, { readonly kind: 'any-of' }>['parts'][number]

export const emptyPlan: PlanForm = {
  name: '',
  purpose: 'ad-hoc',
  isTemplate: false,
  startLocal: '',
  dueLocal: '',
  items: { everything: true, parts: [] },
  facilities: new Set(),
  own: new Map(),
}

/** A plan as it stands, to be changed. */
export function formOfPlan(plan: PlanDetail): PlanForm {
  return {
    name: plan.name,
    purpose: plan.purpose,
    isTemplate: plan.status === 'template',
    startLocal: plan.startLocal ?? '',
    dueLocal: plan.dueLocal ?? '',
    items: formOfSet(plan.itemSet),
    facilities: new Set(plan.places.map(({ facilityId }) => facilityId)),
    own: new Map(
      plan.places.flatMap(({ facilityId, itemSet }) =>
        itemSet === null ? [] : [[facilityId, itemSet] as const],
      ),
    ),
  }
}

export function formOfSet(set: ItemSet): SetForm {
  if (set.kind === 'everything') return { everything: true, parts: [] }
  return { everything: false, parts: set.parts.map((part, index) => formOfPart(part, String(index))) }
}

function formOfPart(part: Part, key: string): PartForm {
  const of = (chosen: readonly string[], typed: readonly string[]): PartForm => ({
    key,
    kind: part.kind,
    chosen,
    typed: typed.join('\n'),
  })
  switch (part.kind) {
    case 'skus':
      return of([], part.skus)
    case 'category':
      return of(part.categories, [])
    case 'abc':
      return of(part.classes, [])
    case 'supplier':
      return of(part.suppliers, [])
    case 'tag':
      return of(part.tags, [])
    case 'place':
      return of(part.zones, part.locations)
    case 'saved':
      return of([part.itemSetId], [])
  }
}

/** Names typed with line ends, commas or semicolons between them, each once. */
export function namesIn(typed: string): string[] {
  return [...new Set(typed.split(/[\n,;]/).map((name) => name.trim()))].filter((name) => name !== '')
}

/** The set as it is filled in; null where a part names nothing, or there is none. */
export function setFromForm(form: SetForm): ItemSet | null {
  if (form.everything) return { kind: 'everything' }
  const parts = form.parts.map(partFromForm)
  const whole = parts.filter((part) => part !== null)
  return whole.length === 0 || whole.length < parts.length ? null : { kind: 'any-of', parts: whole }
}

function partFromForm({ kind, chosen, typed }: PartForm): Part | null {
  const names = namesIn(typed)
  const [first] = chosen
  if (kind === 'skus') return names.length === 0 ? null : { kind, skus: names }
  if (kind === 'place')
    return chosen.length + names.length === 0 ? null : { kind, zones: [...chosen], locations: names }
  if (first === undefined) return null
  switch (kind) {
    case 'category':
      return { kind, categories: [...chosen] }
    case 'abc':
      return { kind, classes: [...chosen] }
    case 'supplier':
      return { kind, suppliers: [...chosen] }
    case 'tag':
      return { kind, tags: [...chosen] }
    case 'saved':
      return { kind, itemSetId: first as ItemSetId }
  }
}

export type PlanFault = 'name' | 'items' | 'facilities' | 'due'

/** The plan as it is filled in, or everything that is missing for it. */
export function planFromForm(form: PlanForm): {
  readonly body: PlanBody | null
  readonly faults: readonly PlanFault[]
} {
  const itemSet = setFromForm(form.items)
  const name = form.name.trim()
  const [startLocal, dueLocal] = [localOrNull(form.startLocal), localOrNull(form.dueLocal)]
  const faults: PlanFault[] = [
    ...(name === '' ? (['name'] as const) : []),
    ...(itemSet === null ? (['items'] as const) : []),
    ...(form.facilities.size === 0 && !form.isTemplate ? (['facilities'] as const) : []),
    ...(startLocal !== null && dueLocal !== null && dueLocal <= startLocal ? (['due'] as const) : []),
  ]
  if (itemSet === null || faults.length > 0) return { body: null, faults }
  return {
    faults,
    body: {
      name,
      purpose: form.purpose,
      isTemplate: form.isTemplate,
      // No device is ever told what the books expect.
      blind: true,
      itemSet,
      startLocal,
      dueLocal,
      facilities: placesOf(form),
    },
  }
}

export function placesOf(form: PlanForm): PlanBody['facilities'] {
  return [...form.facilities].map((facilityId) => ({ facilityId, itemSet: form.own.get(facilityId) ?? null }))
}

function localOrNull(typed: string): string | null {
  return typed === '' ? null : typed.slice(0, 16)
}
