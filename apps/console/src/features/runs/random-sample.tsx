import { routes } from '@cyclecount/contract'
import type { FacilityId } from '@cyclecount/domain'
import { Button, Select, TextField } from '@cyclecount/ui'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { Failure } from '../../parts/failure.tsx'
import { useCall } from '../../server/context.tsx'
import type { ChosenItem } from './chosen-items.tsx'

/** Thousandths of a percent. */
const MARGINS = [3000, 5000, 10_000] as const

export interface RandomSampleProps {
  readonly facilityId: FacilityId | null
  readonly onDraw: (items: readonly ChosenItem[], seed: string) => void
}

/** Draws the items by chance, as many as it takes to know how right the books are to within a margin. */
export function RandomSample({ facilityId, onDraw }: RandomSampleProps) {
  const t = useT()
  const call = useCall()
  const [margin, setMargin] = useState(5000)
  const [seed, setSeed] = useState(() => new Date().toISOString().slice(0, 10))
  const drawing = useMutation({
    mutationFn: (at: FacilityId) =>
      call(routes.controlGroup, {
        params: { facilityId: at },
        query: { marginMilli: String(margin), seed: seed.trim() },
      }),
    onSuccess: ({ products }) => onDraw(products, seed.trim()),
  })
  const percent = (milli: number) => milli / 1000
  return (
    <details className="c-items">
      <summary>{t('console.sample.title')}</summary>
      <div className="c-stack c-sample">
        <p className="cc-field-hint">{t('console.sample.words')}</p>
        <div className="c-cut-off">
          <Select
            label={t('console.sample.margin')}
            value={String(margin)}
            onChange={(event) => setMargin(Number(event.currentTarget.value))}
            options={MARGINS.map((milli) => ({
              value: String(milli),
              label: t('console.sample.margin.of', { percent: percent(milli) }),
            }))}
          />
          <TextField
            label={t('console.sample.seed')}
            hint={t('console.sample.seed.hint')}
            maxLength={80}
            value={seed}
            onChange={(event) => setSeed(event.currentTarget.value)}
            onKeyDown={(event) => {
              // Enter here is not meant for the form round it.
              if (event.key === 'Enter') event.preventDefault()
            }}
          />
        </div>
        <div className="cc-actions">
          <Button
            busy={drawing.isPending}
            disabled={facilityId === null || seed.trim() === ''}
            onClick={() => {
              if (facilityId !== null) drawing.mutate(facilityId)
            }}
          >
            {t('console.sample.draw')}
          </Button>
        </div>
        {drawing.error ? <Failure error={drawing.error} /> : null}
        {drawing.data ? (
          <p role="status">
            {drawing.data.population === 0
              ? t('console.sample.unread')
              : t('console.sample.drawn', { n: drawing.data.products.length, of: drawing.data.population })}
          </p>
        ) : null}
      </div>
    </details>
  )
}
