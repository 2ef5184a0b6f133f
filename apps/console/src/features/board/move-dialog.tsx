import type { Board } from '@cyclecount/contract'
import { mayCountAt, type PersonId } from '@cyclecount/domain'
import { Banner, Checkbox, Select, useLocale } from '@cyclecount/ui'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { hoursNumber, timeText } from './hours.ts'
import { previewOf, wantedOf, type Loads, type Place } from './places.ts'
import type { Assign } from './use-board.ts'

const NOBODY = 'nobody'

export interface MoveDialogProps {
  readonly places: readonly Place[]
  readonly people: Board['people']
  readonly loads: Loads
  readonly onAssign: Assign
  readonly onClose: () => void
  /** After it was done. */
  readonly onDone: () => void
}

/** Gives areas to a person, with what that costs each of them: everything that dragging does, by menu. */
export function MoveDialog({ places, people, loads, onAssign, onClose, onDone }: MoveDialogProps) {
  const t = useT()
  const locale = useLocale()
  const [chosen, setChosen] = useState('')
  const [together, setTogether] = useState(false)
  const [missing, setMissing] = useState(false)
  const facilities = new Set(places.map(({ run }) => run.facilityId))
  const may = people.filter((person) => [...facilities].every((each) => mayCountAt(person, each)))
  const person = may.find(({ personId }) => personId === chosen)
  const isHeld = places.some(({ area }) => wantedOf(area).length > 0)
  const counting = places.filter(({ area }) => area.underWay > 0).length

  function submit(): void {
    if (chosen === '') {
      setMissing(true)
      return
    }
    const given: readonly PersonId[] = person ? [person.personId] : []
    onAssign(places, ({ area }) =>
      together && person ? [...new Set([...wantedOf(area), person.personId])] : given,
    )
    onDone()
  }

  return (
    <FormDialog
      title={
        places.length === 1 && places[0]
          ? t('console.board.move.one', { area: places[0].area.name, facility: places[0].run.facilityName })
          : t('console.board.move.many', { n: places.length })
      }
      action={t('console.board.assign')}
      busy={false}
      error={null}
      onClose={onClose}
      onSubmit={submit}
    >
      <Select
        label={t('console.board.person')}
        required
        value={chosen}
        error={missing && chosen === '' ? t('console.board.person.missing') : undefined}
        onChange={(event) => setChosen(event.currentTarget.value)}
        hint={may.length < people.length ? t('console.board.person.only', { n: facilities.size }) : undefined}
        options={[
          { value: '', label: t('console.board.person.choose') },
          { value: NOBODY, label: t('console.board.person.nobody') },
          ...may.map((each) => {
            const cost = previewOf(places, each, loads)
            return {
              value: each.personId,
              label: t('console.board.person.cost', {
                person: each.name,
                extra: timeText(cost.extra, t, locale),
                has: hoursNumber(cost.minutes, locale),
                of: timeText(cost.available, t, locale),
              }),
            }
          }),
        ]}
      />
      {isHeld && person ? (
        <Checkbox
          label={t('console.board.together')}
          checked={together}
          onChange={(event) => setTogether(event.currentTarget.checked)}
        />
      ) : null}
      {counting > 0 && !together ? (
        <Banner tone="warn" title={t('console.board.counting', { n: counting })}>
          {t('console.board.counting.words')}
        </Banner>
      ) : null}
    </FormDialog>
  )
}
