import { routes, type ReplyOf } from '@cyclecount/contract'
import {
  Badge,
  Button,
  Card,
  Cell,
  DataTable,
  DateTime,
  EmptyState,
  HeaderCell,
  Row,
  RowHeader,
  StorageIcon,
  useLive,
} from '@cyclecount/ui'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { Ago } from '../../parts/ago.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { Page } from '../../parts/page.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { browserZone, useCall, useMay } from '../../server/context.tsx'
import { devicesQuery, keys } from '../../server/queries.ts'

type Device = ReplyOf<typeof routes.listDevices>['devices'][number]

/** Phones and handhelds that may send scans. */
export function DevicesPage() {
  const t = useT()
  const query = useQuery({ ...devicesQuery(useCall()), refetchInterval: 30_000 })
  const [revoking, setRevoking] = useState<Device | null>(null)
  return (
    <Page title={t('console.devices.title')} note={t('console.devices.note')}>
      <Loaded query={query}>
        {({ devices }) =>
          devices.length === 0 ? (
            <Card>
              <EmptyState icon={StorageIcon} title={t('console.devices.none')}>
                {t('console.devices.none.words')}
              </EmptyState>
            </Card>
          ) : (
            <Card flush>
              <Devices devices={devices} onRevoke={setRevoking} />
            </Card>
          )
        }
      </Loaded>
      <Revoke device={revoking} onClose={() => setRevoking(null)} />
    </Page>
  )
}

interface DevicesProps {
  readonly devices: readonly Device[]
  readonly onRevoke: (device: Device) => void
}

function Devices({ devices, onRevoke }: DevicesProps) {
  const t = useT()
  const mayRevoke = useMay()('revoke-devices', null)
  return (
    <DataTable caption={t('console.devices.title')} className="c-fold">
      <thead>
        <tr>
          <HeaderCell>{t('console.devices.device')}</HeaderCell>
          <HeaderCell className="c-wide">{t('console.devices.people')}</HeaderCell>
          <HeaderCell>{t('console.devices.seen')}</HeaderCell>
          <HeaderCell className="c-wide">{t('console.devices.enrolled')}</HeaderCell>
          <HeaderCell>{t('console.devices.state')}</HeaderCell>
        </tr>
      </thead>
      <tbody>
        {devices.map((device) => (
          <Row key={device.deviceId}>
            <RowHeader>
              {device.label}
              <span className="c-under">{t('console.devices.version', { version: device.appVersion })}</span>
              <span className="c-under c-narrow">{device.people.join(', ')}</span>
            </RowHeader>
            <Cell className="c-wide">{device.people.join(', ')}</Cell>
            <Cell>
              <Ago at={device.lastSeenAt} />
            </Cell>
            <Cell className="c-wide">
              {device.enrolledBy}
              <span className="c-under">
                <DateTime at={device.enrolledAt} timeZone={browserZone()} />
              </span>
            </Cell>
            <Cell shrink>
              {device.revokedAt !== null ? (
                <Badge tone="bad">{t('console.devices.revoked')}</Badge>
              ) : mayRevoke ? (
                <Button
                  size="s"
                  aria-label={t('console.devices.revokeNamed', { device: device.label })}
                  onClick={() => onRevoke(device)}
                >
                  {t('console.devices.revoke')}
                </Button>
              ) : (
                <Badge tone="ok">{t('console.devices.allowed')}</Badge>
              )}
            </Cell>
          </Row>
        ))}
      </tbody>
    </DataTable>
  )
}

function Revoke({ device, onClose }: { readonly device: Device | null; readonly onClose: () => void }) {
  const t = useT()
  const call = useCall()
  const queries = useQueryClient()
  const { toast } = useLive()
  return (
    <ReasonDialog
      open={device !== null}
      danger
      title={t('console.devices.revoke.title', { device: device?.label ?? '' })}
      words={t('console.devices.revoke.words')}
      action={t('console.devices.revoke')}
      onClose={onClose}
      onConfirm={async (reason) => {
        if (device === null) return
        await call(routes.revokeDevice, { params: { deviceId: device.deviceId }, body: { reason } })
        toast({ text: t('console.devices.revoke.done', { device: device.label }) })
        await queries.invalidateQueries({ queryKey: keys.devices })
      }}
    />
  )
}
