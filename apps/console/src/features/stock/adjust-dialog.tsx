import { routes, type StockCard } from '@cyclecount/contract'
import type { LocationId } from '@cyclecount/domain'
import {
  NumberField,
  Quantity,
  Select,
  TextAreaField,
  TextField,
  parseLocalNumber,
  useLive,
  useLocale,
} from '@cyclecount/ui'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { unitShown } from '../../parts/unit.ts'
import { useCall } from '../../server/context.tsx'
import { facilityQuery, keys } from '../../server/queries.ts'
import { adjustmentFromForm, adjustReasons, type AdjustForm } from './adjust-form.ts'

export interface AdjustDialogProps {
  readonly card: StockCard
  readonly onClose: () => void
}

/** Corrects the book by hand: a stock card event of its own, with a reason and a comment. */
export function AdjustDialog({ card, onClose }: AdjustDialogProps) {
  const t = useT()
  const locale = useLocale()
  const locations = useLocations(card)
  const [form, setForm] = useState<AdjustForm>({
    // Made once per dialog: pressing the button twice books once.
    requestId: crypto.randomUUID(),
    locationId: card.positions.find(({ locationId }) => locationId !== null)?.locationId ?? null,
    lot: '',
    serial: '',
    delta: '',
    reason: '',
    comment: '',
  })
  const [tried, setTried] = useState(false)
  const adjusting = useAdjust(card, onClose)
  const { body, faults } = adjustmentFromForm(form, card.productId, (text) => parseLocalNumber(text, locale))
  const said = (field: keyof typeof faults): string | undefined => {
    const fault = tried ? faults[field] : undefined
    return fault === undefined ? undefined : t(`console.adjust.fault.${fault}`)
  }
  return (
    <FormDialog
      title={t('console.adjust.title', { product: card.title })}
      action={t('console.adjust.action')}
      busy={adjusting.isPending}
      error={adjusting.error}
      onClose={onClose}
      onSubmit={() => {
        setTried(true)
        if (body) adjusting.mutate(body)
      }}
    >
      <p>{t('console.adjust.words', { facility: card.facilityName })}</p>
      <Select
        label={t('console.card.bin')}
        required
        value={form.locationId ?? ''}
        error={said('locationId')}
        onChange={(event) => {
          const value = event.currentTarget.value
          setForm({
            ...form,
            locationId: locations.find(({ locationId }) => locationId === value)?.locationId ?? null,
          })
        }}
        options={[
          { value: '', label: t('console.adjust.choosePlace') },
          ...locations.map(({ locationId, label }) => ({ value: locationId, label })),
        ]}
      />
      <NumberField
        label={
          unitShown(card.unit) === undefined
            ? t('console.adjust.delta')
            : t('console.adjust.deltaIn', { unit: card.unit })
        }
        hint={
          <>
            {t('console.adjust.delta.hint')} <Quantity milli={card.onHandMilli} unit={unitShown(card.unit)} />
          </>
        }
        required
        inputMode="text"
        value={form.delta}
        error={said('delta')}
        onChange={(event) => setForm({ ...form, delta: event.currentTarget.value })}
      />
      {card.positions.some(({ lot }) => lot !== null) ? (
        <TextField
          label={t('console.lot')}
          maxLength={90}
          value={form.lot}
          onChange={(event) => setForm({ ...form, lot: event.currentTarget.value })}
        />
      ) : null}
      {card.positions.some(({ serial }) => serial !== null) ? (
        <TextField
          label={t('console.serial')}
          maxLength={90}
          value={form.serial}
          onChange={(event) => setForm({ ...form, serial: event.currentTarget.value })}
        />
      ) : null}
      <Select
        label={t('console.reason')}
        required
        value={form.reason}
        error={said('reason')}
        onChange={(event) => setForm({ ...form, reason: event.currentTarget.value })}
        options={[
          { value: '', label: t('console.decide.reason.choose') },
          ...adjustReasons.map((reason) => ({
            value: reason,
            label: t(`console.adjust.reason.${reason}`),
          })),
        ]}
      />
      <TextAreaField
        label={t('console.adjust.comment')}
        required
        maxLength={500}
        value={form.comment}
        error={said('comment')}
        onChange={(event) => setForm({ ...form, comment: event.currentTarget.value })}
      />
    </FormDialog>
  )
}

function useAdjust(card: StockCard, onDone: () => void) {
  const t = useT()
  const call = useCall()
  const queries = useQueryClient()
  const { toast } = useLive()
  return useMutation({
    mutationFn: (body: NonNullable<ReturnType<typeof adjustmentFromForm>['body']>) =>
      call(routes.adjustStock, { params: { facilityId: card.facilityId }, body }),
    onSuccess: async ({ documentId }) => {
      toast({ text: t('console.adjust.done', { document: documentId }) })
      onDone()
      await queries.invalidateQueries({ queryKey: keys.stock })
    },
  })
}

interface Place {
  readonly locationId: LocationId
  readonly label: string
}

/** Where the item lies first, then every other location of the facility. */
function useLocations(card: StockCard): readonly Place[] {
  const { data: facility } = useQuery(facilityQuery(useCall(), card.facilityId))
  const places = new Map<LocationId, Place>()
  for (const { locationId, bin, zone } of card.positions) {
    if (locationId !== null) places.set(locationId, { locationId, label: `${bin} · ${zone}` })
  }
  for (const area of facility?.areas ?? []) {
    for (const { locationId, code, zone } of area.locations) {
      if (!places.has(locationId)) places.set(locationId, { locationId, label: `${code} · ${zone}` })
    }
  }
  return [...places.values()]
}
