import { routes } from '@cyclecount/contract'
import { machineScopes, type FacilityId, type MachineScope } from '@cyclecount/domain'
import { Checkbox, Select, TextField } from '@cyclecount/ui'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { FacilityChecks } from '../../parts/facility-checks.tsx'
import { useCall, useMay } from '../../server/context.tsx'
import { keys } from '../../server/queries.ts'

const lives = ['30', '90', '365'] as const

export interface NewMachineDialogProps {
  readonly onClose: () => void
  /** Told the token, which nobody can read again. */
  readonly onAdded: (token: string) => void
}

/** Who the machine is, what it may do, where and for how long. */
export function NewMachineDialog({ onClose, onAdded }: NewMachineDialogProps) {
  const t = useT()
  const [name, setName] = useState('')
  const [scopes, setScopes] = useState<ReadonlySet<MachineScope>>(new Set())
  const [facilities, setFacilities] = useState<ReadonlySet<FacilityId>>(new Set())
  const [days, setDays] = useState<string>('90')
  const [tried, setTried] = useState(false)
  const adding = useAdd(onAdded)
  const isWhole = name.trim() !== '' && scopes.size > 0 && facilities.size > 0
  const fault = (isMissing: boolean, words: string): string | undefined =>
    tried && isMissing ? words : undefined
  return (
    <FormDialog
      title={t('console.machines.add')}
      action={t('console.machines.add.action')}
      busy={adding.isPending}
      error={adding.error}
      onClose={onClose}
      onSubmit={() => {
        setTried(true)
        if (isWhole)
          adding.mutate({
            name: name.trim(),
            scopes: [...scopes],
            facilityIds: [...facilities],
            expiresInDays: Number(days),
          })
      }}
    >
      <TextField
        label={t('console.machines.name')}
        hint={t('console.machines.name.hint')}
        required
        maxLength={80}
        value={name}
        error={fault(name.trim() === '', t('console.machines.name.missing'))}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <ScopeChecks
        chosen={scopes}
        onChange={setScopes}
        error={fault(scopes.size === 0, t('console.machines.scopes.missing'))}
      />
      <FacilityChecks
        needs="manage-integrations"
        chosen={facilities}
        onChange={setFacilities}
        error={fault(facilities.size === 0, t('console.facilities.missing'))}
      />
      <Select
        label={t('console.machines.days')}
        value={days}
        onChange={(event) => setDays(event.currentTarget.value)}
        options={lives.map((value) => ({
          value,
          label: t('console.machines.days.n', { n: Number(value) }),
        }))}
      />
    </FormDialog>
  )
}

interface ScopeChecksProps {
  readonly chosen: ReadonlySet<MachineScope>
  readonly onChange: (chosen: ReadonlySet<MachineScope>) => void
  readonly error: string | undefined
}

/** Who sees no cost cannot let a machine see it. */
function ScopeChecks({ chosen, onChange, error }: ScopeChecksProps) {
  const t = useT()
  const seesCost = useMay()('see-cost', null)
  const errorId = useId()
  return (
    <fieldset className="c-fieldset c-checks" aria-describedby={error === undefined ? undefined : errorId}>
      <legend>{t('console.machines.scopes')}</legend>
      {machineScopes.map((scope) => (
        <Checkbox
          key={scope}
          label={
            <>
              {t(`console.machines.scope.${scope}`)}
              {scope === 'see-cost' && !seesCost ? (
                <span className="c-under">{t('console.machines.scope.noCost')}</span>
              ) : null}
            </>
          }
          disabled={scope === 'see-cost' && !seesCost}
          checked={chosen.has(scope)}
          onChange={(event) => {
            const next = new Set(chosen)
            if (event.currentTarget.checked) next.add(scope)
            else next.delete(scope)
            onChange(next)
          }}
        />
      ))}
      {error === undefined ? null : (
        <p id={errorId} className="cc-field-error">
          {error}
        </p>
      )}
    </fieldset>
  )
}

interface NewMachine {
  readonly name: string
  readonly scopes: MachineScope[]
  readonly facilityIds: FacilityId[]
  readonly expiresInDays: number
}

function useAdd(onAdded: (token: string) => void) {
  const call = useCall()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: NewMachine) => call(routes.createMachine, { body }),
    onSuccess: async ({ token }) => {
      onAdded(token)
      await queries.invalidateQueries({ queryKey: keys.machines })
    },
  })
}
