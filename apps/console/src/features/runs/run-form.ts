import type { CreateRunBody } from '@cyclecount/contract'
import type { FacilityId, ProductId } from '@cyclecount/domain'

/** What a person has filled in, as typed. */
export interface RunForm {
  readonly name: string
  readonly facilityId: FacilityId | null
  readonly countType: CreateRunBody['countType']
  /** Facility wall time as the field gives it, '' for none. */
  readonly dueLocal: string
}

export interface RunFaults {
  readonly name?: 'name-missing'
  readonly facilityId?: 'facility-missing'
  readonly items?: 'items-missing'
  readonly dueLocal?: 'due-unclear'
}

const localTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/

/** The run to plan, or everything that is missing for it. Items of a whole count are left out. */
export function runFromForm(
  form: RunForm,
  items: readonly ProductId[],
): { readonly body: CreateRunBody | null; readonly faults: RunFaults } {
  const name = form.name.trim()
  const due = form.dueLocal.slice(0, 16)
  const directed = form.countType === 'DIRECTED_COUNT'
  const faults: RunFaults = {
    ...(name === '' ? { name: 'name-missing' } : {}),
    ...(form.facilityId === null ? { facilityId: 'facility-missing' } : {}),
    ...(directed && items.length === 0 ? { items: 'items-missing' } : {}),
    ...(due !== '' && !localTime.test(due) ? { dueLocal: 'due-unclear' } : {}),
  }
  if (Object.keys(faults).length > 0 || form.facilityId === null) return { body: null, faults }
  return {
    faults,
    body: {
      name,
      facilityId: form.facilityId,
      countType: form.countType,
      // No device is ever told what the books expect.
      blind: true,
      dueLocal: due === '' ? null : due,
      items: directed ? [...items] : [],
    },
  }
}
