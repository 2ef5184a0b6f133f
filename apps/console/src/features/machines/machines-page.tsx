import { routes, type MachineList } from '@cyclecount/contract'
import {
  Badge,
  Button,
  Card,
  Cell,
  Code,
  DataTable,
  DateTime,
  EmptyState,
  HeaderCell,
  LockIcon,
  PlusIcon,
  Row,
  RowHeader,
  useLive,
} from '@cyclecount/ui'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { Ago } from '../../parts/ago.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { Page } from '../../parts/page.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { SecretDialog } from '../../parts/secret-dialog.tsx'
import { browserZone, useCall, useMay } from '../../server/context.tsx'
import { keys, machinesQuery } from '../../server/queries.ts'
import { NewMachineDialog } from './new-machine-dialog.tsx'

type Machine = MachineList['machines'][number]

/** Programs of other systems that may call, each with a token of its own. */
export function MachinesPage() {
  const t = useT()
  const query = useQuery({ ...machinesQuery(useCall()), refetchInterval: 30_000 })
  const mayChange = useMay()('manage-integrations', null)
  const [isAdding, setIsAdding] = useState(false)
  const [token, setToken] = useState<string | null>(null)
  const [revoking, setRevoking] = useState<Machine | null>(null)
  return (
    <Page
      title={t('console.machines.title')}
      note={t('console.machines.note')}
      actions={
        mayChange ? (
          <Button variant="primary" icon={PlusIcon} onClick={() => setIsAdding(true)}>
            {t('console.machines.add')}
          </Button>
        ) : null
      }
    >
      <Loaded query={query}>
        {({ machines }) =>
          machines.length === 0 ? (
            <Card>
              <EmptyState icon={LockIcon} title={t('console.machines.none')}>
                {t('console.machines.none.words')}
              </EmptyState>
            </Card>
          ) : (
            <Card flush>
              <Machines machines={machines} onRevoke={setRevoking} />
            </Card>
          )
        }
      </Loaded>
      {isAdding ? (
        <NewMachineDialog
          onClose={() => setIsAdding(false)}
          onAdded={(made) => {
            setIsAdding(false)
            setToken(made)
          }}
        />
      ) : null}
      {token === null ? null : (
        <SecretDialog
          title={t('console.machines.token.title')}
          words={t('console.machines.token.words')}
          secret={token}
          onClose={() => setToken(null)}
        />
      )}
      <Revoke machine={revoking} onClose={() => setRevoking(null)} />
    </Page>
  )
}

interface MachinesProps {
  readonly machines: readonly Machine[]
  readonly onRevoke: (machine: Machine) => void
}

function Machines({ machines, onRevoke }: MachinesProps) {
  const t = useT()
  return (
    <DataTable caption={t('console.machines.title')} className="c-fold">
      <thead>
        <tr>
          <HeaderCell>{t('console.machines.machine')}</HeaderCell>
          <HeaderCell className="c-wide">{t('console.machines.scopes')}</HeaderCell>
          <HeaderCell className="c-wide">{t('console.facilities')}</HeaderCell>
          <HeaderCell className="c-wide">{t('console.machines.used')}</HeaderCell>
          <HeaderCell>{t('console.machines.state')}</HeaderCell>
        </tr>
      </thead>
      <tbody>
        {machines.map((machine) => (
          <Row key={machine.machineId}>
            <RowHeader>
              {machine.name}
              <span className="c-under">
                <Code>{machine.prefix}</Code>
              </span>
              <span className="c-under">
                {t('console.machines.by', { person: machine.createdBy })} ·{' '}
                <DateTime at={machine.createdAt} timeZone={browserZone()} />
              </span>
              <span className="c-under c-narrow">
                <Scopes machine={machine} />
              </span>
              <span className="c-under c-narrow">
                <Places machine={machine} />
              </span>
              <span className="c-under c-narrow">
                {t('console.machines.used')}: <Used machine={machine} />
              </span>
            </RowHeader>
            <Cell className="c-wide">
              <Scopes machine={machine} />
            </Cell>
            <Cell className="c-wide">
              <Places machine={machine} />
            </Cell>
            <Cell className="c-wide">
              <Used machine={machine} />
            </Cell>
            <Cell shrink>
              <Standing machine={machine} onRevoke={onRevoke} />
            </Cell>
          </Row>
        ))}
      </tbody>
    </DataTable>
  )
}

interface OneProps {
  readonly machine: Machine
}

function Scopes({ machine }: OneProps) {
  const t = useT()
  return <>{machine.scopes.map((scope) => t(`console.machines.scope.${scope}`)).join(' · ')}</>
}

/** A few by name, of many how many. */
function Places({ machine: { facilities } }: OneProps) {
  const t = useT()
  const [first, second, third, ...others] = facilities.map(({ name }) => name)
  const named = [first, second, third].filter((name) => name !== undefined).join(', ')
  return <>{others.length === 0 ? named : t('console.machines.places', { named, n: others.length })}</>
}

function Used({ machine }: OneProps) {
  const t = useT()
  return machine.lastUsedAt === null ? <>{t('console.machines.unused')}</> : <Ago at={machine.lastUsedAt} />
}

function Standing({ machine, onRevoke }: OneProps & Pick<MachinesProps, 'onRevoke'>) {
  const t = useT()
  if (machine.revokedAt !== null) return <Badge tone="bad">{t('console.machines.revoked')}</Badge>
  if (machine.expiresAt <= Date.now()) return <Badge tone="warn">{t('console.machines.expired')}</Badge>
  return (
    <>
      <Button
        size="s"
        aria-label={t('console.machines.revokeNamed', { machine: machine.name })}
        onClick={() => onRevoke(machine)}
      >
        {t('console.machines.revoke')}
      </Button>
      <span className="c-under">
        {t('console.machines.until')} <DateTime at={machine.expiresAt} timeZone={browserZone()} />
      </span>
    </>
  )
}

function Revoke({ machine, onClose }: { readonly machine: Machine | null; readonly onClose: () => void }) {
  const t = useT()
  const call = useCall()
  const queries = useQueryClient()
  const { toast } = useLive()
  return (
    <ReasonDialog
      open={machine !== null}
      danger
      title={t('console.machines.revoke.title', { machine: machine?.name ?? '' })}
      words={t('console.machines.revoke.words')}
      action={t('console.machines.revoke')}
      onClose={onClose}
      onConfirm={async (reason) => {
        if (machine === null) return
        await call(routes.revokeMachine, { params: { machineId: machine.machineId }, body: { reason } })
        toast({ text: t('console.machines.revoke.done', { machine: machine.name }) })
        await queries.invalidateQueries({ queryKey: keys.machines })
      }}
    />
  )
}
