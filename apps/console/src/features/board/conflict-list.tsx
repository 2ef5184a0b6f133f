import type { Board } from '@cyclecount/contract'
import type { BoardConflict } from '@cyclecount/domain'
import { Badge, Button, useLocale } from '@cyclecount/ui'
import { useMemo, useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { hoursNumber, timeText } from './hours.ts'
import { placeKey, wantedOf, type Place } from './places.ts'

const FIRST = 20

export interface ConflictListProps {
  readonly board: Board
  readonly conflicts: readonly BoardConflict[]
  readonly onShow: (conflict: BoardConflict) => void
  readonly onMove: (places: readonly Place[]) => void
  readonly onTakeBack: (places: readonly Place[], conflict: BoardConflict) => void
}

/** What a planner should look at, each with what to do about it. */
export function ConflictList({ board, conflicts, onShow, onMove, onTakeBack }: ConflictListProps) {
  const t = useT()
  const locale = useLocale()
  const [all, setAll] = useState(false)
  const runs = useMemo(() => new Map(board.runs.map((run) => [run.runId, run])), [board.runs])
  const people = useMemo(
    () => new Map(board.people.map((person) => [person.personId, person])),
    [board.people],
  )
  if (conflicts.length === 0) return null

  function placesOf(conflict: BoardConflict): readonly Place[] {
    return conflict.runs.flatMap((runId) => {
      const run = runs.get(runId)
      if (!run) return []
      return run.areas
        .filter((area) => wantedOf(area).includes(conflict.personId))
        .map((area) => ({ key: placeKey(run, area), run, area }))
    })
  }

  function words(conflict: BoardConflict): string {
    const person = people.get(conflict.personId)?.name ?? ''
    const place = runs.get(conflict.runs[0] ?? ('' as never))?.facilityName ?? ''
    const about = { person, place, n: conflict.runs.length }
    if (conflict.kind === 'may-not-count' || conflict.kind === 'overlap')
      return t(`console.board.conflict.${conflict.kind}`, about)
    return t(`console.board.conflict.${conflict.kind}`, {
      ...about,
      has: hoursNumber(conflict.minutes, locale),
      of: timeText(conflict.available, t, locale),
      day: conflict.days[0] ?? '',
    })
  }

  return (
    <details className="c-behind c-board-conflicts">
      <summary>
        <Badge tone="warn">{t('console.board.conflicts', { n: conflicts.length })}</Badge>
      </summary>
      <ul className="cc-list">
        {(all ? conflicts : conflicts.slice(0, FIRST)).map((conflict) => (
          <li key={`${conflict.kind} ${conflict.personId} ${conflict.runs[0]}`}>
            <span className="c-grow">{words(conflict)}</span>
            <span className="cc-actions">
              <Button size="s" variant="quiet" onClick={() => onShow(conflict)}>
                {t('console.board.fix.show')}
              </Button>
              <Button size="s" onClick={() => onMove(placesOf(conflict))}>
                {t('console.board.fix.move')}
              </Button>
              <Button size="s" onClick={() => onTakeBack(placesOf(conflict), conflict)}>
                {t('console.board.fix.takeBack')}
              </Button>
            </span>
          </li>
        ))}
      </ul>
      {!all && conflicts.length > FIRST ? (
        <Button variant="quiet" onClick={() => setAll(true)}>
          {t('console.board.conflicts.all', { n: conflicts.length })}
        </Button>
      ) : null}
    </details>
  )
}
