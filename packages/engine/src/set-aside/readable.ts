import { ReadableRecord } from '@cyclecount/contract'
import {
  parseId,
  type Id,
  type LocationId,
  type OrgId,
  type PersonId,
  type ProductId,
} from '@cyclecount/domain'
import type { Tx } from '../context.ts'
import { ERASED_NAME } from '../people/names.ts'
import { chunksOf } from '../reconcile/chunks.ts'

type Reader = Pick<Tx, 'selectFrom'>

/** Codes and kinds are shown up to here; what a spoilt record holds may be of any length. */
const LONGEST = 512

/** Tells of any record what can be read of it; what is spoilt or unknown here is null. */
export async function readerOf(
  db: Reader,
  orgId: OrgId,
  records: readonly unknown[],
): Promise<(record: unknown) => ReadableRecord> {
  const people = await peopleAmong(db, orgId, idsIn(records, 'userId'))
  const titles = await titlesAmong(db, orgId, idsIn(records, 'productId'))
  const bins = await binsAmong(db, orgId, idsIn(records, 'locationId'))
  const { capturedAt, quantityMilli } = ReadableRecord.shape
  return (record) => ({
    kind: textIn(record, 'kind'),
    capturedAt: capturedAt.safeParse(valueIn(record, 'capturedAt')).data ?? null,
    person: people.get(idIn(record, 'userId')) ?? null,
    code: textIn(record, 'code') ?? textIn(record, 'codeKey'),
    title: titles.get(idIn(record, 'productId')) ?? null,
    locationCode: bins.get(idIn(record, 'locationId')) ?? null,
    quantityMilli: quantityMilli.safeParse(valueIn(record, 'quantityMilli')).data ?? null,
    unit: textIn(record, 'unit'),
  })
}

/** Names of people of the company; who is not of it has none. */
export async function peopleAmong(
  db: Reader,
  orgId: OrgId,
  ids: readonly PersonId[],
): Promise<ReadonlyMap<PersonId | null, string>> {
  const names = new Map<PersonId | null, string>()
  for (const some of chunksOf(ids, 500)) {
    const rows = await db
      .selectFrom('person as p')
      .leftJoin('person_profile as pp', 'pp.person_id', 'p.person_id')
      .select(['p.person_id', 'pp.display_name'])
      .where('p.org_id', '=', orgId)
      .where('p.person_id', 'in', some)
      .execute()
    for (const row of rows) names.set(row.person_id, row.display_name ?? ERASED_NAME)
  }
  return names
}

async function titlesAmong(
  db: Reader,
  orgId: OrgId,
  ids: readonly ProductId[],
): Promise<ReadonlyMap<ProductId | null, string>> {
  const titles = new Map<ProductId | null, string>()
  for (const some of chunksOf(ids, 500)) {
    const rows = await db
      .selectFrom('product')
      .select(['product_id', 'title'])
      .where('org_id', '=', orgId)
      .where('product_id', 'in', some)
      .execute()
    for (const row of rows) titles.set(row.product_id, row.title)
  }
  return titles
}

async function binsAmong(
  db: Reader,
  orgId: OrgId,
  ids: readonly LocationId[],
): Promise<ReadonlyMap<LocationId | null, string>> {
  const bins = new Map<LocationId | null, string>()
  for (const some of chunksOf(ids, 500)) {
    const rows = await db
      .selectFrom('location')
      .select(['location_id', 'location_seq_id'])
      .where('org_id', '=', orgId)
      .where('location_id', 'in', some)
      .execute()
    for (const row of rows) bins.set(row.location_id, row.location_seq_id)
  }
  return bins
}

/** Ids that the records name under this name. */
export function idsIn<T extends Id<string>>(records: readonly unknown[], name: string): readonly T[] {
  return [...new Set(records.map((record) => idIn<T>(record, name)))].filter((id) => id !== null)
}

function idIn<T extends Id<string>>(record: unknown, name: string): T | null {
  const value = valueIn(record, name)
  return typeof value === 'string' ? parseId<T>(value) : null
}

function textIn(record: unknown, name: string): string | null {
  const value = valueIn(record, name)
  return typeof value === 'string' && value !== '' ? value.slice(0, LONGEST) : null
}

function valueIn(record: unknown, name: string): unknown {
  return typeof record === 'object' && record !== null ? Reflect.get(record, name) : undefined
}
