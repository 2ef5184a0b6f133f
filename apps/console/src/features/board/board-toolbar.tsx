import { Button, SegmentedControl, Select, TextField } from '@cyclecount/ui'
import { useT } from '../../i18n/use-t.ts'
import type { BoardFilter, BoardRow } from './places.ts'
import { useIsWide } from './use-is-wide.ts'

type Show = BoardFilter['show']

export interface BoardToolbarProps {
  readonly rows: readonly BoardRow[]
  readonly counts: Readonly<Record<Show, number>>
  readonly text: string
  readonly onText: (text: string) => void
  readonly peopleText: string
  readonly onPeopleText: (text: string) => void
  readonly show: Show
  readonly onShow: (show: Show) => void
  /** To a line. */
  readonly onJump: (index: number) => void
  readonly onReview: () => void
}

/** Searches, jumps, filters, and what is to be published. */
export function BoardToolbar(props: BoardToolbarProps) {
  const { rows, counts, show } = props
  const t = useT()
  const isWide = useIsWide()
  return (
    <search className="cc-toolbar" aria-label={t('console.filters')}>
      <TextField
        label={t('console.board.search')}
        type="search"
        value={props.text}
        onChange={(event) => props.onText(event.currentTarget.value)}
      />
      {isWide ? (
        <TextField
          label={t('console.board.searchPeople')}
          type="search"
          value={props.peopleText}
          onChange={(event) => props.onPeopleText(event.currentTarget.value)}
        />
      ) : null}
      <Select
        label={t('console.board.jump')}
        value=""
        onChange={(event) => {
          const to = event.currentTarget.value
          const index = rows.findIndex((row) => row.kind === 'run' && row.run.runId === to)
          if (index >= 0) props.onJump(index)
        }}
        options={[
          { value: '', label: t('console.board.jump.choose') },
          ...rows.flatMap((row) =>
            row.kind === 'run'
              ? [{ value: row.run.runId, label: `${row.run.facilityName} · ${row.run.name}` }]
              : [],
          ),
        ]}
      />
      <SegmentedControl
        label={t('console.board.show')}
        value={show}
        options={[
          { value: 'all', label: t('console.board.show.all'), count: counts.all },
          { value: 'unassigned', label: t('console.board.show.unassigned'), count: counts.unassigned },
          { value: 'changed', label: t('console.board.show.changed'), count: counts.changed },
        ]}
        onChange={props.onShow}
      />
      <Button variant="primary" disabled={counts.changed === 0} onClick={props.onReview}>
        {t('console.board.review', { n: counts.changed })}
      </Button>
    </search>
  )
}
