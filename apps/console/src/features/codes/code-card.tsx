import { routes, type ReplyOf } from '@cyclecount/contract'
import type { ProductId } from '@cyclecount/domain'
import { Badge, Button, Card, Code, DateTime, Quantity, TextField, useLive } from '@cyclecount/ui'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { Failure } from '../../parts/failure.tsx'
import { Photos } from '../../parts/photos.tsx'
import { ProductPicker } from '../../parts/product-picker.tsx'
import { useCall, useMay } from '../../server/context.tsx'
import { keys } from '../../server/queries.ts'
import { isOver, useRun } from '../run/run-context.ts'
import { packFromText } from './pack.ts'

type UnknownCode = ReplyOf<typeof routes.unknownCodes>['codes'][number]

/** One code with all that helps to know what it is, and the search that says it. */
export function CodeCard({ code }: { readonly code: UnknownCode }) {
  const t = useT()
  const run = useRun()
  const mayMatch = useMay()('match-codes', run.facilityId) && !isOver(run)
  const ambiguous = code.candidates.length > 0
  return (
    <Card
      data-walk="code"
      tabIndex={-1}
      aria-label={code.code}
      title={<Code>{code.code}</Code>}
      aside={
        <Badge tone={ambiguous ? 'warn' : 'unknown'}>
          {t(ambiguous ? 'console.codes.ambiguous' : 'console.codes.unknown')}
        </Badge>
      }
    >
      <div className="c-code">
        <div className="c-stack">
          <dl className="cc-facts">
            <Fact name={t('console.codes.scans')}>
              {code.scans} · <Quantity milli={code.quantityMilli} />
            </Fact>
            <Fact name={t('console.codes.by')}>
              {code.personName} · <DateTime at={code.firstAt} timeZone={run.timeZone} format="seconds" />
            </Fact>
            <Fact name={t('console.codes.where')}>
              {code.areaName}
              {code.locationCode === null ? null : (
                <>
                  {' '}
                  · <Code>{code.locationCode}</Code>
                </>
              )}
            </Fact>
            <Fact name={t('console.codes.beside')}>
              {code.before ?? '–'} → <Code>{code.code}</Code> → {code.after ?? '–'}
            </Fact>
          </dl>
          <Photos facilityId={run.facilityId} of={code.code} photos={code.photos} />
        </div>
        {mayMatch ? <Matching code={code} /> : null}
      </div>
    </Card>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  )
}

interface Match {
  readonly productId: ProductId
  readonly packUnits: number
  readonly title: string
}

function Matching({ code }: { readonly code: UnknownCode }) {
  const t = useT()
  const call = useCall()
  const { runId, facilityId } = useRun()
  const queries = useQueryClient()
  const { toast } = useLive()
  const [pack, setPack] = useState('1')
  const packUnits = packFromText(pack)
  const matching = useMutation({
    mutationFn: ({ productId, packUnits: units }: Match) =>
      call(routes.matchCode, {
        params: { runId },
        body: { sessionId: code.sessionId, codeKey: code.codeKey, productId, packUnits: units },
      }),
    onSuccess: async (_, { title }) => {
      toast({ text: t('console.codes.matched', { code: code.code, product: title }) })
      await Promise.all([
        queries.invalidateQueries({ queryKey: keys.run(runId) }),
        queries.invalidateQueries({ queryKey: keys.variances }),
      ])
    },
  })
  return (
    <div className="c-stack">
      {code.candidates.length > 0 ? (
        <div className="c-stack">
          <h3>{t('console.codes.candidates')}</h3>
          <ul className="c-found">
            {code.candidates.map(({ productId, sku, title, packUnits: units }, at) => (
              <li key={`${productId} ${units}`}>
                <span className="c-grow">
                  {title}
                  <span className="c-under">
                    <Code>{sku}</Code>
                    {units > 1 ? ` · ${t('console.codes.packOf', { n: units })}` : null}
                  </span>
                </span>
                <Button
                  size="s"
                  busy={matching.isPending}
                  data-key={at + 1}
                  aria-label={t('console.codes.isNamed', { product: title })}
                  onClick={() => matching.mutate({ productId, packUnits: units, title })}
                >
                  {t('console.codes.is')}
                </Button>
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      <TextField
        label={t('console.codes.pack')}
        hint={t('console.codes.pack.hint')}
        inputMode="numeric"
        autoComplete="off"
        value={pack}
        error={packUnits === null ? t('console.codes.pack.fault') : undefined}
        onChange={(event) => setPack(event.currentTarget.value)}
      />
      <ProductPicker
        label={t('console.codes.find')}
        facilityId={facilityId}
        action={t('console.codes.is')}
        fieldKey="f"
        busy={matching.isPending}
        onPick={({ productId, title }) => {
          if (packUnits !== null) matching.mutate({ productId, packUnits, title })
        }}
      />
      {matching.error ? <Failure error={matching.error} /> : null}
    </div>
  )
}
