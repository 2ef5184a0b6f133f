import type { Availability } from '@cyclecount/contract'
import {
  Badge,
  Button,
  Card,
  Cell,
  DataTable,
  EmptyState,
  HeaderCell,
  Row,
  RowHeader,
  TextField,
  UserIcon,
  useLocale,
} from '@cyclecount/ui'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { Page } from '../../parts/page.tsx'
import { useCall } from '../../server/context.tsx'
import { availabilityQuery } from '../../server/queries.ts'
import { HoursDialog } from './hours-dialog.tsx'
import { timeText } from './hours.ts'
import { weekdays } from './week.ts'

export type PersonHours = Availability['people'][number]
const AT_ONCE = 100

/** When people can count: the hours that the board compares their work with. */
export function HoursPage() {
  const t = useT()
  const query = useQuery(availabilityQuery(useCall()))
  return (
    <Page
      title={t('console.hours.title')}
      note={t('console.hours.note')}
      over={<Link to="/board">{t('console.board.title')}</Link>}
    >
      <Loaded query={query}>{({ people }) => <Hours people={people} />}</Loaded>
    </Page>
  )
}

function Hours({ people }: { readonly people: readonly PersonHours[] }) {
  const t = useT()
  const locale = useLocale()
  const [text, setText] = useState('')
  const [most, setMost] = useState(AT_ONCE)
  const [edited, setEdited] = useState<PersonHours | null>(null)
  const shown = people.filter(({ name }) => name.toLowerCase().includes(text.trim().toLowerCase()))
  if (people.length === 0) return <EmptyState icon={UserIcon} title={t('console.hours.none')} />
  return (
    <>
      <search className="cc-toolbar" aria-label={t('console.filters')}>
        <TextField
          label={t('console.board.person')}
          type="search"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      </search>
      <Card flush>
        <DataTable caption={t('console.hours.title')} className="c-fold">
          <thead>
            <tr>
              <HeaderCell>{t('console.board.person')}</HeaderCell>
              {weekdays(locale, 'short').map((day) => (
                <HeaderCell key={day} align="end" className="c-wide">
                  {day}
                </HeaderCell>
              ))}
              <HeaderCell>{t('console.hours.off')}</HeaderCell>
              <HeaderCell>
                <span className="cc-visually-hidden">{t('console.hours.change')}</span>
              </HeaderCell>
            </tr>
          </thead>
          <tbody>
            {shown.slice(0, most).map((person) => (
              <Row key={person.personId}>
                <RowHeader>
                  {person.name} {person.isSaid ? null : <Badge icon={null}>{t('console.hours.usual')}</Badge>}
                  <span className="c-under c-narrow">
                    {weekdays(locale, 'short')
                      .map((day, at) => `${day} ${timeText(person.minutes[at] ?? 0, t, locale)}`)
                      .join(' · ')}
                  </span>
                </RowHeader>
                {person.minutes.map((minutes, at) => (
                  <Cell key={weekdays(locale, 'short')[at]} align="end" className="c-wide">
                    {timeText(minutes, t, locale)}
                  </Cell>
                ))}
                <Cell>
                  {person.daysOff.length === 0 ? '–' : t('console.hours.days', { n: person.daysOff.length })}
                </Cell>
                <Cell shrink>
                  <Button
                    size="s"
                    aria-label={t('console.hours.changeNamed', { person: person.name })}
                    onClick={() => setEdited(person)}
                  >
                    {t('console.hours.change')}
                  </Button>
                </Cell>
              </Row>
            ))}
          </tbody>
        </DataTable>
      </Card>
      {shown.length > most ? (
        <Button onClick={() => setMost(most + AT_ONCE)}>{t('console.hours.more')}</Button>
      ) : null}
      {edited === null ? null : (
        <HoursDialog key={edited.personId} person={edited} onClose={() => setEdited(null)} />
      )}
    </>
  )
}
