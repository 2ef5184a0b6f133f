import type { Call, Me } from '@cyclecount/contract'
import { isAllowed, type Capability, type FacilityId } from '@cyclecount/domain'
import { createContext, use } from 'react'
import type { Identity } from '../sign-in/identity.ts'
import type { Server } from './server.ts'

export interface Session {
  readonly identity: Identity
  readonly server: Server
  readonly me: Me
}

export const SessionContext = createContext<Session | null>(null)

/** Who is signed in and the server they reach. */
export function useSession(): Session {
  const session = use(SessionContext)
  if (!session) throw new Error('Nobody is signed in above this component.')
  return session
}

export function useCall(): Call {
  return useSession().server.call
}

export function useMe(): Me {
  return useSession().me
}

/** Whether the person may do it at the facility; with null, at any. The server decides; this only decides what is offered. */
export function useMay(): (capability: Capability, facilityId: FacilityId | null) => boolean {
  const { grants } = useMe()
  return (capability, facilityId) => isAllowed(grants, capability, facilityId)
}

/** The facility's time zone; the browser's where the facility is not one of mine. */
export function useZoneOf(): (facility: { readonly name: string }) => string {
  const { facilities } = useMe()
  return ({ name }) => facilities.find((facility) => facility.name === name)?.timeZone ?? browserZone()
}

export function browserZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone
}
