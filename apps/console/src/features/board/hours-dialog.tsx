import { routes } from '@cyclecount/contract'
import { NumberField, TextAreaField, parseLocalNumber, useLive, useLocale } from '@cyclecount/ui'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { useCall } from '../../server/context.tsx'
import { keys } from '../../server/queries.ts'
import { hoursNumber } from './hours.ts'
import type { PersonHours } from './hours-page.tsx'
import { weekdays } from './week.ts'

/** The hours of each weekday, and days off, one a line. */
export function HoursDialog({
  person,
  onClose,
}: {
  readonly person: PersonHours
  readonly onClose: () => void
}) {
  const t = useT()
  const call = useCall()
  const locale = useLocale()
  const queries = useQueryClient()
  const { toast } = useLive()
  const [hours, setHours] = useState(person.minutes.map((minutes) => hoursNumber(minutes, locale)))
  const [off, setOff] = useState(person.daysOff.join('\n'))
  const [tried, setTried] = useState(false)
  const minutes = hours.map((text) => minutesOf(text, locale))
  const daysOff = off.split(/[\s,;]+/).filter((day) => day !== '')
  const isWrong = (day: string) => !/^\d{4}-\d{2}-\d{2}$/.test(day)
  const saving = useMutation({
    mutationFn: () =>
      call(routes.saveAvailability, {
        body: { personId: person.personId, minutes: minutes.map((each) => each ?? 0), daysOff },
      }),
    onSuccess: async (reply) => {
      queries.setQueryData(keys.availability, reply)
      toast({ text: t('console.hours.saved', { person: person.name }) })
      onClose()
      await queries.invalidateQueries({ queryKey: keys.board })
    },
  })
  return (
    <FormDialog
      title={t('console.hours.of', { person: person.name })}
      action={t('console.hours.save')}
      busy={saving.isPending}
      error={saving.error}
      onClose={onClose}
      onSubmit={(form) => {
        setTried(true)
        if (minutes.every((each) => each !== null) && !daysOff.some(isWrong)) saving.mutate()
        else form.querySelector<HTMLElement>('[aria-invalid]')?.focus()
      }}
    >
      <div className="c-week">
        {weekdays(locale, 'long').map((day, at) => (
          <NumberField
            key={day}
            label={day}
            value={hours[at] ?? ''}
            error={tried && minutes[at] === null ? t('console.hours.wrong') : undefined}
            onChange={(event) => {
              const text = event.currentTarget.value
              setHours(hours.map((before, index) => (index === at ? text : before)))
            }}
          />
        ))}
      </div>
      <TextAreaField
        label={t('console.hours.daysOff')}
        hint={t('console.hours.daysOff.hint')}
        rows={4}
        value={off}
        error={tried && daysOff.some(isWrong) ? t('console.hours.daysOff.wrong') : undefined}
        onChange={(event) => setOff(event.currentTarget.value)}
      />
    </FormDialog>
  )
}

/** Hours as they are written here, in minutes; null where it is no number from 0 to 24. */
function minutesOf(text: string, locale: string): number | null {
  const number = parseLocalNumber(text, locale)
  return number !== null && number >= 0 && number <= 24 ? Math.round(number * 60) : null
}
