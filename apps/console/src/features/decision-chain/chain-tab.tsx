import { routes, urlOf, type DecisionChainLink } from '@cyclecount/contract'
import {
  Card,
  Cell,
  Code,
  DataTable,
  DateTime,
  EmptyState,
  HeaderCell,
  LinkOutIcon,
  Money,
  Quantity,
  Row,
  RowHeader,
} from '@cyclecount/ui'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useT } from '../../i18n/use-t.ts'
import { useWord } from '../../i18n/use-word.ts'
import { ExportButton } from '../../parts/export-button.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { microsOf } from '../../parts/micros.ts'
import { MoreButton } from '../../parts/more-button.tsx'
import { ProposalStatusBadge } from '../../parts/statuses.tsx'
import { useCall, useMay } from '../../server/context.tsx'
import { decisionChainQuery } from '../../server/queries.ts'
import { useRun } from '../run/run-context.ts'

/** From each decision of the run to the book, and the same as files. */
export function ChainTab() {
  const t = useT()
  const run = useRun()
  const query = useInfiniteQuery(decisionChainQuery(useCall(), run.runId))
  const params = { params: { runId: run.runId } }
  const name = t('console.chain.file', { run: run.name })
  return (
    <>
      <p>{t('console.chain.note')}</p>
      <div className="cc-toolbar">
        <ExportButton url={urlOf(routes.decisionChainCsv, params)} name={name} />
        <ExportButton url={urlOf(routes.decisionChainJson, params)} name={name} ending="json" />
        <ExportButton url={urlOf(routes.decisionChainXlsx, params)} name={name} ending="xlsx" />
      </div>
      <Loaded query={query}>
        {({ pages }) => {
          const links = pages.flatMap((page) => page.links)
          return links.length === 0 ? (
            <Card>
              <EmptyState icon={LinkOutIcon} title={t('console.chain.none')}>
                {t('console.chain.none.words')}
              </EmptyState>
            </Card>
          ) : (
            <Card flush>
              <Links links={links} />
              <MoreButton query={query} />
            </Card>
          )
        }}
      </Loaded>
    </>
  )
}

function Links({ links }: { readonly links: readonly DecisionChainLink[] }) {
  const t = useT()
  return (
    <DataTable caption={t('console.tab.chain')} density="dense" className="c-fold">
      <thead>
        <tr>
          <HeaderCell>InventoryVarDcsnRsn</HeaderCell>
          <HeaderCell>InventoryItemVariance</HeaderCell>
          <HeaderCell className="c-wide">PhysicalInventory</HeaderCell>
          <HeaderCell className="c-wide">InventoryItemDetail</HeaderCell>
          <HeaderCell className="c-wide">InventoryItem</HeaderCell>
        </tr>
      </thead>
      <tbody>
        {links.map((link) => (
          <OneLink key={keyOf(link)} link={link} />
        ))}
      </tbody>
    </DataTable>
  )
}

function keyOf({ inventoryVarDcsnRsn, physicalInventory }: DecisionChainLink): string {
  return `${inventoryVarDcsnRsn.decisionId} ${physicalInventory?.physicalInventoryId ?? ''}`
}

interface OneProps {
  readonly link: DecisionChainLink
}

function OneLink({ link }: OneProps) {
  const t = useT()
  const word = useWord()
  const { timeZone } = useRun()
  const { inventoryVarDcsnRsn: decision, inventoryItem: item } = link
  return (
    <Row>
      <RowHeader>
        {word(decision.outcome)} · {decision.varianceReasonId}
        <span className="c-under">
          {decision.decidedByUserLogin ?? t('console.byRule')} ·{' '}
          <DateTime at={decision.decidedDate} timeZone={timeZone} />
        </span>
        {decision.comments === '' ? null : <q className="c-under">{decision.comments}</q>}
        <span className="c-under c-narrow">
          <Item link={link} />
        </span>
        <span className="c-under c-narrow">
          <Detail link={link} />
        </span>
      </RowHeader>
      <Cell>
        <Difference link={link} />
      </Cell>
      <Cell className="c-wide">
        <Batch link={link} />
      </Cell>
      <Cell className="c-wide">
        <Detail link={link} />
      </Cell>
      <Cell className="c-wide">{item === null ? <Nothing /> : <Item link={link} />}</Cell>
    </Row>
  )
}

function Nothing() {
  const t = useT()
  return <span className="c-under">{t('console.chain.nothing')}</span>
}

function Difference({ link: { inventoryItemVariance: variance } }: OneProps) {
  const seesCost = useMay()('see-cost', useRun().facilityId)
  if (variance === null) return <Nothing />
  const cost = microsOf(variance.costVarianceMicros)
  return (
    <>
      <strong>
        <Quantity milli={variance.quantityOnHandVarMilli} sign="exceptZero" />
      </strong>{' '}
      <ProposalStatusBadge status={variance.statusId} />
      {seesCost && cost !== null ? (
        <span className="c-under">
          <Money micros={cost} currency={variance.currencyUomId} />
        </span>
      ) : null}
      <Ids ids={[variance.inventoryItemId, variance.physicalInventoryId]} />
    </>
  )
}

function Batch({ link: { physicalInventory: batch } }: OneProps) {
  const t = useT()
  const { timeZone } = useRun()
  if (batch === null) return <Nothing />
  return (
    <>
      {batch.partyId ?? t('console.byRule')}
      <span className="c-under">
        <DateTime at={batch.physicalInventoryDate} timeZone={timeZone} />
      </span>
      {batch.reversedPhysicalInventoryId === null ? null : (
        <span className="c-under">{t('console.chain.reverses')}</span>
      )}
      <Ids ids={[batch.physicalInventoryId]} />
    </>
  )
}

function Detail({ link: { inventoryItemDetail: detail } }: OneProps) {
  const { timeZone } = useRun()
  if (detail === null) return <Nothing />
  return (
    <>
      <Quantity milli={detail.quantityOnHandDiffMilli} sign="exceptZero" />{' '}
      {detail.documentId === null ? null : <Code>{detail.documentId}</Code>}
      <span className="c-under">
        <DateTime at={detail.effectiveDate} timeZone={timeZone} />
      </span>
    </>
  )
}

function Item({ link: { inventoryItem: item } }: OneProps) {
  const t = useT()
  if (item === null) return <Nothing />
  return (
    <>
      <Code>{item.productId}</Code> · {item.locationSeqId ?? t('console.review.nowhere')}
      {item.lotId === null ? null : <> · {item.lotId}</>}
      {item.serialNumber === null ? null : <> · {item.serialNumber}</>}
      <span className="c-under">
        {item.quantityOnHandTotalMilli === null ? (
          t('console.chain.noBalance')
        ) : (
          <>
            {t('console.stock.onHand')} <Quantity milli={item.quantityOnHandTotalMilli} />
          </>
        )}
      </span>
    </>
  )
}

/** Enough of an id to see which rows belong together; files have all of it. */
function Ids({ ids }: { readonly ids: readonly string[] }) {
  return (
    <span className="c-under">
      <Code>{ids.map((id) => id.slice(0, 8)).join(' + ')}</Code>
    </span>
  )
}
