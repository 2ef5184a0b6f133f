import { ProblemError, peopleRoutes, syncRoutes, type Call } from '@cyclecount/contract'
import type { DeviceStore, Setting } from '@cyclecount/device-db'
import type { DeviceId } from '@cyclecount/domain'
import { APP_VERSION } from '../../version.ts'

/**
 * After a sign-in: learns who it is, enrols this device for them, and answers them. From then on page and service worker push
 * their captures with the device's own token.
 */
export async function enrol(store: DeviceStore, call: Call, label: string): Promise<Setting<'person'>> {
  const me = await call(peopleRoutes.me, {})
  const id = await store.deviceId()
  const known = await store.setting('device')
  const token = known?.token ?? null
  const ask = async (deviceId: DeviceId) => {
    const sentAt = Date.now()
    const reply = await call(syncRoutes.enrolDevice, {
      body: {
        deviceId,
        label: known?.label || label,
        appVersion: APP_VERSION,
        ...(token === null ? {} : { deviceToken: token }),
      },
    })
    return { reply, sentAt, deviceId }
  }
  const { reply, sentAt, deviceId } = await ask(id).catch(async (error: unknown) => {
    // The server knows this id and we lost the token it was told: this device begins anew, with another id.
    const lost = token === null && error instanceof ProblemError && error.problem.kind === 'forbidden'
    const another = lost ? await store.renewDeviceId() : id
    if (another === id) throw error
    return ask(another)
  })
  const people = new Set(known?.people).add(me.personId)
  await store.setSetting('device', {
    deviceId,
    token: reply.deviceToken,
    label: known?.label || label,
    incarnation: known?.incarnation ?? reply.incarnation,
    // Half the way there and back is the best guess of when the server looked at its clock.
    clockOffsetMs: Math.round(reply.serverTime - (sentAt + Date.now()) / 2),
    people: [...people],
  })
  return { personId: me.personId, name: me.name, orgName: me.orgName }
}

/** What this device is called where nobody gave it a name. */
export function deviceLabel(userAgent: string, platform: string | undefined): string {
  const model = /Android [\d.]+; ([^;)]+)/.exec(userAgent)?.[1]
  if (model && model.length > 1) return model.slice(0, 60)
  if (/iPhone|iPad/.test(userAgent)) return /iPad/.test(userAgent) ? 'iPad' : 'iPhone'
  return (platform || 'Browser').slice(0, 60)
}
