import { fail, type DecisionChain, type DecisionChainLink } from '@cyclecount/contract'
import { moneyToText, parseId, quantityText, type DecisionId, type RunId } from '@cyclecount/domain'
import type { Actor, EngineContext } from '../context.ts'
import { facilityCount, seesCost } from '../reconcile/facility-count.ts'
import { asCsv, asXlsx, type FileTable, type TableColumn } from '../reports/table.ts'
import { say } from '../words/say.ts'
import { linksAfter } from './links.ts'

const PAGE = 100
const ROWS_AT_ONCE = 500

/** A page of the run's decisions with what followed from each. Costs are null for who may not see them. */
export async function decisionChain(
  ctx: EngineContext,
  actor: Actor,
  runId: RunId,
  query: { readonly cursor?: string | undefined },
): Promise<DecisionChain> {
  const count = await facilityCount(ctx, actor, 'review', runId)
  const after = query.cursor === undefined ? null : parseId<DecisionId>(query.cursor)
  if (query.cursor !== undefined && after === null) fail('bad-request', say('query.cursor'))
  const showsCost = seesCost(actor, count.facilityId)
  const { links, last } = await linksAfter(ctx, count, after, { howMany: PAGE, showsCost })
  const more = last === null ? null : await linksAfter(ctx, count, last, { howMany: 1, showsCost })
  return { workEffortId: runId, next: more === null || more.last === null ? null : last, links: [...links] }
}

/** All of it as CSV. */
export async function* decisionChainCsv(
  ctx: EngineContext,
  actor: Actor,
  runId: RunId,
): AsyncGenerator<string> {
  yield* asCsv(await chainTable(ctx, actor, runId))
}

/** All of it as a workbook. */
export async function* decisionChainXlsx(
  ctx: EngineContext,
  actor: Actor,
  runId: RunId,
): AsyncGenerator<Uint8Array> {
  yield* asXlsx(await chainTable(ctx, actor, runId), ctx.now())
}

/** All of it as one JSON document: the links as the route tells them. */
export async function* decisionChainJson(
  ctx: EngineContext,
  actor: Actor,
  runId: RunId,
): AsyncGenerator<string> {
  const { rows } = await chainTable(ctx, actor, runId)
  yield `{"workEffortId":${JSON.stringify(runId)},"links":[`
  let before = ''
  for await (const batch of rows)
    for (const link of batch) {
      yield `${before}${JSON.stringify(link)}`
      before = ',\n'
    }
  yield ']}\n'
}

async function chainTable(
  ctx: EngineContext,
  actor: Actor,
  runId: RunId,
): Promise<FileTable<DecisionChainLink>> {
  const count = await facilityCount(ctx, actor, 'review', runId)
  const showsCost = seesCost(actor, count.facilityId)
  async function* rows(): AsyncGenerator<readonly DecisionChainLink[]> {
    for (let after: DecisionId | null = null; ;) {
      const found: Awaited<ReturnType<typeof linksAfter>> = await linksAfter(ctx, count, after, {
        howMany: ROWS_AT_ONCE,
        showsCost,
      })
      if (found.last === null) return
      after = found.last
      yield found.links
    }
  }
  return {
    title: 'Decision chain',
    columns: showsCost ? columns : columns.filter(({ name }) => !costColumns.has(name)),
    rows: rows(),
  }
}

type Link = DecisionChainLink

function text(name: string, of: (link: Link) => string | null | undefined): TableColumn<Link> {
  return { name, kind: 'text', of: (link) => of(link) ?? null }
}
function quantity(name: string, of: (link: Link) => number | null | undefined): TableColumn<Link> {
  return {
    name,
    kind: 'number',
    of: (link) => {
      const milli = of(link)
      return milli === undefined || milli === null ? null : quantityText(milli)
    },
  }
}
function money(name: string, of: (link: Link) => string | null | undefined): TableColumn<Link> {
  return {
    name,
    kind: 'number',
    of: (link) => {
      const micros = of(link)
      return micros === undefined || micros === null ? null : moneyToText(BigInt(micros))
    },
  }
}
function instant(name: string, of: (link: Link) => number | null | undefined): TableColumn<Link> {
  return { name, kind: 'instant', of: (link) => of(link) ?? null }
}

const COST = 'InventoryItemVariance.costVariance'
const DETAIL_COST = 'InventoryItemDetail.unitCost'
const ITEM_COST = 'InventoryItem.unitCost'
/** Not there at all for who may not see cost. */
const costColumns: ReadonlySet<string> = new Set([COST, DETAIL_COST, ITEM_COST])

/** Entity and field, as the source documents name them. */
const columns: readonly TableColumn<Link>[] = [
  text('InventoryVarDcsnRsn.workEffortId', (link) => link.inventoryVarDcsnRsn.workEffortId),
  text('InventoryVarDcsnRsn.decisionId', (link) => link.inventoryVarDcsnRsn.decisionId),
  text('InventoryVarDcsnRsn.varianceId', (link) => link.inventoryVarDcsnRsn.varianceId),
  text('InventoryVarDcsnRsn.outcome', (link) => link.inventoryVarDcsnRsn.outcome),
  text('InventoryVarDcsnRsn.varianceReasonId', (link) => link.inventoryVarDcsnRsn.varianceReasonId),
  text('InventoryVarDcsnRsn.comments', (link) => link.inventoryVarDcsnRsn.comments),
  text('InventoryVarDcsnRsn.decidedByUserLogin', (link) => link.inventoryVarDcsnRsn.decidedByUserLogin),
  text('InventoryVarDcsnRsn.ruleVersion', (link) => link.inventoryVarDcsnRsn.ruleVersion),
  instant('InventoryVarDcsnRsn.decidedDate', (link) => link.inventoryVarDcsnRsn.decidedDate),
  text('InventoryItemVariance.inventoryItemId', (link) => link.inventoryItemVariance?.inventoryItemId),
  text(
    'InventoryItemVariance.physicalInventoryId',
    (link) => link.inventoryItemVariance?.physicalInventoryId,
  ),
  text('InventoryItemVariance.varianceReasonId', (link) => link.inventoryItemVariance?.varianceReasonId),
  quantity(
    'InventoryItemVariance.quantityOnHandVar',
    (link) => link.inventoryItemVariance?.quantityOnHandVarMilli,
  ),
  text('InventoryItemVariance.statusId', (link) => link.inventoryItemVariance?.statusId),
  text('InventoryItemVariance.comments', (link) => link.inventoryItemVariance?.comments),
  text('InventoryItemVariance.currencyUomId', (link) => link.inventoryItemVariance?.currencyUomId),
  money(COST, (link) => link.inventoryItemVariance?.costVarianceMicros),
  text('PhysicalInventory.physicalInventoryId', (link) => link.physicalInventory?.physicalInventoryId),
  instant('PhysicalInventory.physicalInventoryDate', (link) => link.physicalInventory?.physicalInventoryDate),
  text('PhysicalInventory.partyId', (link) => link.physicalInventory?.partyId),
  text('PhysicalInventory.generalComments', (link) => link.physicalInventory?.generalComments),
  text(
    'PhysicalInventory.reversedPhysicalInventoryId',
    (link) => link.physicalInventory?.reversedPhysicalInventoryId,
  ),
  text('InventoryItemDetail.inventoryItemId', (link) => link.inventoryItemDetail?.inventoryItemId),
  text('InventoryItemDetail.physicalInventoryId', (link) => link.inventoryItemDetail?.physicalInventoryId),
  instant('InventoryItemDetail.effectiveDate', (link) => link.inventoryItemDetail?.effectiveDate),
  quantity(
    'InventoryItemDetail.quantityOnHandDiff',
    (link) => link.inventoryItemDetail?.quantityOnHandDiffMilli,
  ),
  text('InventoryItemDetail.documentId', (link) => link.inventoryItemDetail?.documentId),
  text('InventoryItemDetail.description', (link) => link.inventoryItemDetail?.description),
  money(DETAIL_COST, (link) => link.inventoryItemDetail?.unitCostMicros),
  text('InventoryItem.inventoryItemId', (link) => link.inventoryItem?.inventoryItemId),
  text('InventoryItem.productId', (link) => link.inventoryItem?.productId),
  text('InventoryItem.facilityId', (link) => link.inventoryItem?.facilityId),
  text('InventoryItem.locationSeqId', (link) => link.inventoryItem?.locationSeqId),
  text('InventoryItem.lotId', (link) => link.inventoryItem?.lotId),
  text('InventoryItem.serialNumber', (link) => link.inventoryItem?.serialNumber),
  text('InventoryItem.statusId', (link) => link.inventoryItem?.statusId),
  text('InventoryItem.ownerPartyId', (link) => link.inventoryItem?.ownerPartyId),
  text('InventoryItem.uomId', (link) => link.inventoryItem?.uomId),
  quantity('InventoryItem.quantityOnHandTotal', (link) => link.inventoryItem?.quantityOnHandTotalMilli),
  quantity(
    'InventoryItem.availableToPromiseTotal',
    (link) => link.inventoryItem?.availableToPromiseTotalMilli,
  ),
  money(ITEM_COST, (link) => link.inventoryItem?.unitCostMicros),
]
