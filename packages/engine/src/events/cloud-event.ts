import type { CloudEvent } from '@cyclecount/contract'
import type { Schema } from '@cyclecount/db'

type EventRow = Schema['events']

/** The event as it is told (CloudEvents 1.0, JSON). Its costs stand in it only where the reader may see them. */
export function toCloudEvent(row: EventRow, showsCost: boolean): CloudEvent {
  // Written by noteEvents only.
  const data = JSON.parse(row.data) as Record<string, unknown>
  const costs = showsCost && row.costs !== null ? (JSON.parse(row.costs) as Record<string, unknown>) : {}
  return {
    specversion: '1.0',
    id: row.event_id,
    source: `/orgs/${row.org_id}`,
    type: row.type,
    subject: row.subject,
    time: new Date(row.occurred_at).toISOString(),
    datacontenttype: 'application/json',
    sequence: sequenceText(row.seq ?? 0),
    data: { ...data, ...costs },
  }
}

/** Numbers as text that sorts as they do. */
export function sequenceText(seq: number): string {
  return String(seq).padStart(16, '0')
}
