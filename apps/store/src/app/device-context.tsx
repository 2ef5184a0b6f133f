import { standardPreferences, type DeviceStore, type Setting } from '@cyclecount/device-db'
import { createContext, use, useCallback, useSyncExternalStore } from 'react'
import type { Device } from './device.ts'

export const DeviceContext = createContext<Device | null>(null)

export function useDevice(): Device {
  const device = use(DeviceContext)
  if (!device) throw new Error('There is no <DeviceContext> above this component.')
  return device
}

/**
 * What is stored on this device, read again whenever this tab, another one or the worker wrote something; undefined until it
 * was read. `key` names the reading and everything it depends on.
 */
export function useStored<T>(
  key: readonly unknown[],
  read: (store: DeviceStore) => Promise<T>,
): T | undefined {
  const { stored } = useDevice()
  const name = JSON.stringify(key)
  const subscribe = useCallback(
    (onChange: () => void) => stored.subscribe(name, (store) => read(store), onChange),
    // The key says what the reading depends on; a new function of the same key reads the same.
    // oxlint-disable-next-line react/exhaustive-deps
    [stored, name],
  )
  return useSyncExternalStore(subscribe, () => stored.value(name)) as T | undefined
}

/** Who counts here: undefined while it is read, null where nobody signed in yet. */
export function usePerson(): Setting<'person'> | null | undefined {
  return useStored(['person'], (store) => store.setting('person'))
}

export function usePreferences(): Setting<'preferences'> {
  return useStored(['preferences'], (store) => store.setting('preferences')) ?? standardPreferences
}

/** Everybody this device knows; undefined while it is read. */
export function usePeople(): Setting<'people'> | undefined {
  return useStored(['people'], async (store) => (await store.setting('people')) ?? {})
}
