import type { Board } from '@cyclecount/contract'
import type { BoardConflict, PersonId, PlanId } from '@cyclecount/domain'
import {
  AreaIcon,
  Badge,
  Banner,
  Button,
  Card,
  EmptyState,
  SegmentedControl,
  formatCount,
  useLocale,
} from '@cyclecount/ui'
import { Link, getRouteApi } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { Page } from '../../parts/page.tsx'
import { nothingSelected, type Selection } from '../../parts/selection.ts'
import { useSettled } from '../../parts/use-settled.ts'
import type { BoardAsked } from '../../server/queries.ts'
import { BoardGrid } from './board-grid.tsx'
import { BoardList } from './board-list.tsx'
import { BoardToolbar } from './board-toolbar.tsx'
import { CalendarView } from './calendar-view.tsx'
import { ChangesDialog } from './changes-dialog.tsx'
import { ConflictList } from './conflict-list.tsx'
import { EstimateNote } from './estimate-note.tsx'
import { MoveDialog } from './move-dialog.tsx'
import { boardRows, wantedOf, type BoardRun, type Place, type PlaceKey } from './places.ts'
import { RunList } from './run-list.tsx'
import { useAssign, useBoard, useWork } from './use-board.ts'
import { useIsWide } from './use-is-wide.ts'

const route = getRouteApi('/board')

/** Who counts what in every open run: facilities, areas and people at once. */
export function BoardPage() {
  const t = useT()
  const { plan } = route.useSearch()
  const asked = useMemo(() => (plan === undefined ? {} : { planId: plan as PlanId }), [plan])
  const query = useBoard(asked)
  return (
    <Page
      title={t('console.board.title')}
      note={t('console.board.note')}
      actions={
        <>
          <Link to="/board/hours" className="cc-button">
            {t('console.hours.open')}
          </Link>
          <Link to="/labels" className="cc-button">
            {t('console.labels.open')}
          </Link>
          <Link to="/board/file" className="cc-button">
            {t('console.boardFile.open')}
          </Link>
        </>
      }
    >
      <Loaded query={query} lines={10}>
        {(board) =>
          board.runs.length === 0 ? (
            <Card>
              <EmptyState icon={AreaIcon} title={t('console.board.none')}>
                {t('console.board.none.words')}
              </EmptyState>
            </Card>
          ) : (
            <Assigning board={board} asked={asked} />
          )
        }
      </Loaded>
    </Page>
  )
}

function Assigning({ board, asked: scope }: { readonly board: Board; readonly asked: BoardAsked }) {
  const t = useT()
  const locale = useLocale()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const isWide = useIsWide()
  const assign = useAssign(scope)
  const { loads, conflicts } = useWork(board)
  const [text, setText] = useState(search.q ?? '')
  const [peopleText, setPeopleText] = useState('')
  const settled = useSettled(text)
  const show = search.show ?? 'all'
  const [personId, setPersonId] = useState<PersonId | null>(null)
  const [selection, setSelection] = useState<Selection<PlaceKey>>(nothingSelected)
  const [asked, setAsked] = useState<readonly Place[] | null>(null)
  const [isReviewing, setIsReviewing] = useState(false)
  const [jump, setJump] = useState<{ readonly index: number } | null>(null)

  const rows = useMemo(
    () => boardRows(board, { text: settled, show, personId }),
    [board, settled, show, personId],
  )
  const people = useMemo(() => {
    const wanted = peopleText.trim().toLowerCase()
    return board.people.filter(({ name }) => name.toLowerCase().includes(wanted))
  }, [board.people, peopleText])
  const names = useMemo(() => new Map(board.people.map((each) => [each.personId, each.name])), [board.people])
  const areas = board.runs.flatMap((run) => run.areas)
  const open = areas.filter((area) => wantedOf(area).length === 0).length
  const changed = areas.filter((area) => area.draft !== null).length
  const chosen = rows.filter(
    (row): row is Place & { kind: 'area' } => row.kind === 'area' && selection.ids.has(row.key),
  )

  const runs = useMemo(() => rows.flatMap((row) => (row.kind === 'run' ? [row.run] : [])), [rows])

  function openRun(run: BoardRun): void {
    setText(run.facilityName)
    void navigate({ search: { ...search, view: undefined }, replace: true })
  }

  function showConflict(conflict: BoardConflict): void {
    setText('')
    void navigate({ search: { plan: search.plan }, replace: true })
    setPersonId(conflict.personId)
  }

  return (
    <>
      <BoardToolbar
        rows={rows}
        counts={{ all: areas.length, unassigned: open, changed }}
        text={text}
        onText={setText}
        peopleText={peopleText}
        onPeopleText={setPeopleText}
        show={show}
        onShow={(value) =>
          void navigate({ search: { ...search, show: value === 'all' ? undefined : value }, replace: true })
        }
        onJump={(index) => setJump({ index })}
        onReview={() => setIsReviewing(true)}
      />
      {board.leftOut > 0 ? (
        <Banner tone="warn" title={t('console.board.leftOut', { n: board.leftOut })} />
      ) : null}
      {personId === null ? null : (
        <p>
          <Badge tone="info">{t('console.board.only', { person: names.get(personId) ?? '' })}</Badge>{' '}
          <button type="button" className="c-link" onClick={() => setPersonId(null)}>
            {t('console.filters.clear')}
          </button>
        </p>
      )}
      <ConflictList
        board={board}
        conflicts={conflicts}
        onShow={showConflict}
        onMove={setAsked}
        onTakeBack={(places, conflict) =>
          assign(places, ({ area }) => wantedOf(area).filter((id) => id !== conflict.personId))
        }
      />
      <SegmentedControl
        label={t('console.board.view')}
        value={search.view ?? 'board'}
        options={[
          { value: 'board', label: t('console.board.view.board') },
          { value: 'calendar', label: t('console.board.view.calendar') },
          { value: 'list', label: t('console.board.view.list') },
        ]}
        onChange={(value) =>
          void navigate({ search: { ...search, view: value === 'board' ? undefined : value }, replace: true })
        }
      />
      {rows.length === 0 ? (
        <Card>
          <EmptyState icon={AreaIcon} title={t('console.board.noneMatch')} />
        </Card>
      ) : search.view === 'calendar' ? (
        <CalendarView runs={runs} onOpen={openRun} />
      ) : search.view === 'list' ? (
        <RunList runs={runs} onOpen={openRun} />
      ) : isWide ? (
        <BoardGrid
          board={board}
          rows={rows}
          people={people}
          loads={loads}
          selection={selection}
          onSelect={setSelection}
          onGive={(places, person) => assign(places, () => (person === null ? [] : [person.personId]))}
          onAsk={setAsked}
          jump={jump}
        />
      ) : (
        <BoardList
          rows={rows}
          nameOf={(id) => names.get(id) ?? ''}
          selection={selection}
          onSelect={setSelection}
          onAsk={setAsked}
          jump={jump}
        />
      )}
      <EstimateNote board={board} />
      {chosen.length > 0 ? (
        <section className="c-bar" aria-label={t('console.board.assign')}>
          <div className="cc-batch">
            <strong>
              {t('console.board.selected', { n: chosen.length, of: formatCount(areas.length, locale) })}
            </strong>
            <Button variant="primary" onClick={() => setAsked(chosen)}>
              {t('console.board.assignTo', { n: chosen.length })}
            </Button>
            <Button variant="quiet" onClick={() => setSelection(nothingSelected())}>
              {t('console.selection.clear')}
            </Button>
          </div>
        </section>
      ) : null}
      {asked === null ? null : (
        <MoveDialog
          places={asked.filter(({ run }) => !run.isRecount)}
          people={board.people}
          loads={loads}
          onAssign={assign}
          onClose={() => setAsked(null)}
          onDone={() => {
            setAsked(null)
            setSelection(nothingSelected())
          }}
        />
      )}
      {isReviewing ? <ChangesDialog asked={scope} onClose={() => setIsReviewing(false)} /> : null}
    </>
  )
}
