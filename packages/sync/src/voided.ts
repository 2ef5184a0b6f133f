import type { ScanEvent, ScanId } from '@cyclecount/domain'

/** As in the domain's fold: a void of a void does nothing. */
export function withoutVoided(events: readonly ScanEvent[]): readonly ScanEvent[] {
  const kindById = new Map<ScanId, ScanEvent['kind']>(events.map((event) => [event.scanId, event.kind]))
  const voided = new Set<ScanId>()
  for (const event of events)
    if (event.kind === 'void' && kindById.get(event.target) !== 'void') voided.add(event.target)
  return events.filter((event) => !voided.has(event.scanId))
}
