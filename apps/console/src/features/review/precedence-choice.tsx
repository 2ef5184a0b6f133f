import type { Variance } from '@cyclecount/contract'
import { adjustmentMilli, precedences, type Precedence } from '@cyclecount/domain'
import { Button, Quantity, RecountIcon, SegmentedControl } from '@cyclecount/ui'
import { useT } from '../../i18n/use-t.ts'

/** Lines whose stock moved in the book after they were counted: for them somebody says what wins. */
export function movedLines(lines: readonly Variance[]): readonly Variance[] {
  return lines.filter((line) => line.productId !== null && line.movedSinceMilli !== 0)
}

export interface PrecedenceChoiceProps {
  /** Those that moved. */
  readonly lines: readonly Variance[]
  readonly value: Precedence
  readonly onChange: (precedence: Precedence) => void
  /** Neither: somebody looks again before anything is approved. */
  readonly onRecount: () => void
}

/** Difference wins or count wins, each with what it comes to; or the lines are counted again. */
export function PrecedenceChoice({ lines, value, onChange, onRecount }: PrecedenceChoiceProps) {
  const t = useT()
  const [only] = lines
  return (
    <div className="c-stack">
      <strong>{t('console.precedence.title', { n: lines.length })}</strong>
      <SegmentedControl
        wide
        label={t('console.precedence.title', { n: lines.length })}
        value={value}
        options={precedences.map((precedence) => ({
          value: precedence,
          label: t(`console.precedence.${precedence}`),
          count: <Quantity milli={bookedBy(precedence, lines)} sign="exceptZero" />,
        }))}
        onChange={onChange}
      />
      <p>
        {t(`console.precedence.${value}.words`)}
        {lines.length === 1 && only ? (
          <>
            {' '}
            {t('console.precedence.becomes')}{' '}
            <strong>
              <Quantity milli={bookAfter(value, only)} />
            </strong>
            .
          </>
        ) : null}
      </p>
      <p className="c-sums cc-muted">
        {t('console.precedence.recount.words')}{' '}
        <Button size="s" icon={RecountIcon} onClick={onRecount}>
          {t('console.precedence.recount')}
        </Button>
      </p>
    </div>
  )
}

/** What is booked in all, signed. */
export function bookedBy(precedence: Precedence, lines: readonly Variance[]): number {
  return lines.reduce((sum, line) => sum + adjustmentMilli(precedence, line), 0)
}

/** What the book then holds, but for what moves later. */
export function bookAfter(precedence: Precedence, line: Variance): number {
  return line.expectedMilli + line.movedSinceMilli + adjustmentMilli(precedence, line)
}
