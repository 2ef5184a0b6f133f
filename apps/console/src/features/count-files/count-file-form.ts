import { MAX_COUNT_FILE_BYTES, type CountFileBody } from '@cyclecount/contract'
import { parseId, type FacilityId, type PersonId, type RunId } from '@cyclecount/domain'

/** What a person has filled in, as typed. */
export interface CountFileForm {
  readonly facilityId: FacilityId | null
  /** A planned run; '' for a new one. */
  readonly runId: string
  readonly runName: string
  /** Somebody of the company; '' for somebody else. */
  readonly personId: string
  readonly counter: string
  /** Facility wall time as the field gives it, '' for none. */
  readonly countedLocal: string
  readonly file: { readonly name: string; readonly text: string } | null
}

export interface CountFileFaults {
  readonly facilityId?: 'facility-missing'
  readonly runName?: 'name-missing'
  readonly counter?: 'counter-missing'
  readonly file?: 'file-missing' | 'file-large'
}

/** What to ask the server, or everything that is missing for it. */
export function countFileFromForm(form: CountFileForm): {
  readonly asked: { readonly facilityId: FacilityId; readonly body: CountFileBody } | null
  readonly faults: CountFileFaults
} {
  const { facilityId, file } = form
  const runId = parseId<RunId>(form.runId)
  const personId = parseId<PersonId>(form.personId)
  const runName = form.runName.trim()
  const counter = form.counter.trim()
  const faults: CountFileFaults = {
    ...(facilityId === null ? { facilityId: 'facility-missing' } : {}),
    ...(runId === null && runName === '' ? { runName: 'name-missing' } : {}),
    ...(personId === null && counter === '' ? { counter: 'counter-missing' } : {}),
    ...(file === null ? { file: 'file-missing' } : {}),
    ...(file !== null && file.text.length > MAX_COUNT_FILE_BYTES ? { file: 'file-large' } : {}),
  }
  if (Object.keys(faults).length > 0 || facilityId === null || file === null) return { asked: null, faults }
  const local = form.countedLocal.slice(0, 16)
  return {
    faults,
    asked: {
      facilityId,
      body: {
        fileName: file.name.slice(-200),
        text: file.text,
        into: runId === null ? { runName } : { runId },
        countedBy: personId === null ? { name: counter } : { personId },
        countedLocal: local === '' ? null : local,
      },
    },
  }
}
