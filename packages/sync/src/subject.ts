import type { ProductId, ScanEvent } from '@cyclecount/domain'

/**
 * What an event is about, and never changes: `p:` a product, `c:` a code without one, `e:` an emptiness, `s:` the session.
 * A `void` is about what its target is about, so that everything about one thing is found with one look.
 */
export type Subject = string

export function subjectOf(event: ScanEvent, targetSubject: Subject | null): Subject {
  switch (event.kind) {
    case 'scan':
    case 'hand':
    case 'set':
      return event.productId === null ? codeSubject(event.codeKey ?? '') : productSubject(event.productId)
    case 'match':
      return codeSubject(event.codeKey)
    case 'confirm-empty':
      return `${EMPTY_SUBJECT}${event.locationId ?? ''}`
    case 'note':
      return 'n:'
    case 'void':
      return targetSubject ?? `v:${event.target}`
    case 'start':
    case 'pause':
    case 'resume':
    case 'submit':
      return 's:'
  }
}

/** The subjects of all `confirm-empty` events begin with this. */
export const EMPTY_SUBJECT = 'e:'

export function productSubject(productId: ProductId): Subject {
  return `p:${productId}`
}
export function codeSubject(codeKey: string): Subject {
  return `c:${codeKey}`
}

/** Keys of all lines of one subject begin with this (see `itemKey`). */
export function linePrefix(subject: Subject): string {
  return `[${JSON.stringify(subject)},`
}

/** Whether lines follow from what is said of it. */
export function isAboutLines(subject: Subject): boolean {
  return subject.startsWith('p:') || subject.startsWith('c:')
}
