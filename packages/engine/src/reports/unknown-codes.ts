import type { ProductId, RunId, SessionId } from '@cyclecount/domain'
import type { Actor, EngineContext } from '../context.ts'
import { namesOf } from '../people/names.ts'
import { photosOf } from '../photos/photos-of.ts'
import { chunksOf } from '../reconcile/chunks.ts'
import { facilityCount, type FacilityCount } from '../reconcile/facility-count.ts'
import type { Reply } from './reply.ts'

type UnknownCode = Reply<'unknownCodes'>['codes'][number]

/** Codes that mean no product yet, or several, with the good scans beside the first one and the products that share the code. */
export async function unknownCodes(
  ctx: EngineContext,
  actor: Actor,
  runId: RunId,
): Promise<Reply<'unknownCodes'>> {
  const count = await facilityCount(ctx, actor, 'review', runId)
  const items = await unknownItems(ctx, count)
  const nameOf = await namesOf(
    ctx,
    count.orgId,
    items.map((row) => row.uploaded_by_user_login),
  )
  const candidates = await candidatesOf(ctx, count, [...new Set(items.map((row) => row.code_key))])
  const sessions = [...new Set(items.map((row) => row.session_id))]
  const scans = await scansOf(ctx, sessions)
  const photos = await photosOf(ctx, count.facilityId, sessions)
  const byCode = Map.groupBy(items, (row) => JSON.stringify([row.session_id, row.code_key]))
  const codes = [...byCode.values()].flatMap((rows): UnknownCode[] => {
    const [first] = rows
    if (!first) return []
    const { before, after } = goodScansBeside(scans.get(first.session_id) ?? [], first.code_key)
    return [
      {
        codeKey: first.code_key,
        code: first.product_identifier ?? first.code_key,
        sessionId: first.session_id,
        personName: nameOf(first.uploaded_by_user_login),
        areaName: first.area_name,
        locationCode: first.location_seq_id,
        scans: rows.reduce((sum, row) => sum + row.events, 0),
        quantityMilli: rows.reduce((sum, row) => sum + row.quantity, 0),
        firstAt: rows.reduce((least, row) => Math.min(least, row.first_at), first.first_at),
        before,
        after,
        photos: photos
          .filter((of) => of.sessionId === first.session_id && of.codeKey === first.code_key)
          .map(({ photo }) => photo),
        candidates: candidates.get(first.code_key) ?? [],
      },
    ]
  })
  return { codes: codes.toSorted((a, b) => a.firstAt - b.firstAt || (a.codeKey < b.codeKey ? -1 : 1)) }
}

async function unknownItems(ctx: EngineContext, count: FacilityCount) {
  const rows = await ctx.db.read
    .selectFrom('inventory_count_import as s')
    .innerJoin(
      'inventory_count_import_item as i',
      'i.inventory_count_import_id',
      's.inventory_count_import_id',
    )
    .innerJoin('area as a', 'a.area_id', 's.area_id')
    .select(['i.inventory_count_import_id as session_id', 's.uploaded_by_user_login', 'a.name as area_name'])
    .select([
      'i.code_key',
      'i.product_identifier',
      'i.location_seq_id',
      'i.events',
      'i.quantity',
      'i.first_at',
    ])
    .where('s.run_id', '=', count.runId)
    .where('s.facility_id', '=', count.facilityId)
    .where('s.round', '>=', count.round)
    .where('s.status_id', '!=', 'voided')
    .where('i.status_id', '!=', 'voided')
    .where('i.product_id', 'is', null)
    .where('i.code_key', 'is not', null)
    .orderBy('i.first_at')
    .execute()
  return rows.flatMap(({ code_key: codeKey, ...row }) =>
    codeKey === null ? [] : [{ ...row, code_key: codeKey }],
  )
}

/** Products that share a code: it is not unknown then, but ambiguous. */
async function candidatesOf(
  ctx: EngineContext,
  count: FacilityCount,
  codeKeys: readonly string[],
): Promise<ReadonlyMap<string, UnknownCode['candidates']>> {
  const found: { codeKey: string; productId: ProductId; sku: string; title: string; packUnits: number }[] = []
  for (const keys of chunksOf(codeKeys, 500)) {
    const rows = await ctx.db.read
      .selectFrom('product_barcode as b')
      .innerJoin('product as p', 'p.product_id', 'b.product_id')
      .select(['b.code_key', 'p.product_id', 'p.sku', 'p.title', 'b.pack_units'])
      .where('b.org_id', '=', count.orgId)
      .where('b.code_key', 'in', keys)
      .orderBy('p.sku')
      .execute()
    for (const row of rows) {
      const { product_id: productId, sku, title, pack_units: packUnits } = row
      found.push({ codeKey: row.code_key, productId, sku, title, packUnits })
    }
  }
  const byCode = Map.groupBy(found, (row) => row.codeKey)
  return new Map(
    [...byCode].map(([codeKey, rows]) => [codeKey, rows.map(({ codeKey: _, ...candidate }) => candidate)]),
  )
}

interface Scan {
  readonly session_id: SessionId
  readonly code_key: string | null
  readonly title: string | null
}

/** The counting events of the sessions in the order in which each device made them. */
async function scansOf(
  ctx: EngineContext,
  sessions: readonly SessionId[],
): Promise<ReadonlyMap<SessionId, readonly Scan[]>> {
  if (sessions.length === 0) return new Map()
  const rows = await ctx.db.read
    .selectFrom('scan as c')
    .leftJoin('product as p', 'p.product_id', 'c.product_id')
    .select(['c.session_id', 'c.code_key', 'p.title'])
    .where('c.session_id', 'in', sessions)
    .where('c.kind', 'in', ['scan', 'hand', 'set'])
    .orderBy('c.session_id')
    .orderBy('c.device_id')
    .orderBy('c.device_seq')
    .execute()
  return Map.groupBy(rows, (row) => row.session_id)
}

function goodScansBeside(
  scans: readonly Scan[],
  codeKey: string,
): { readonly before: string | null; readonly after: string | null } {
  const at = scans.findIndex((scan) => scan.code_key === codeKey && scan.title === null)
  if (at === -1) return { before: null, after: null }
  const title = (scan: Scan | undefined) => scan?.title ?? null
  return {
    before: title(scans.slice(0, at).findLast((scan) => scan.title !== null)),
    after: title(scans.slice(at + 1).find((scan) => scan.title !== null)),
  }
}
