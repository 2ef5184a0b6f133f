import type { DeviceStore, KnownPerson, Setting, Tokens } from '@cyclecount/device-db'
import type { PersonId } from '@cyclecount/domain'
import type { Lock } from '@cyclecount/sync'
import { provePin, tryPin, type PinAnswer } from './pin.ts'

/** Who is known on a shared device, and who of them holds it now. Nothing here needs or uses a network. */
export interface People {
  /** Remembers who just signed in, with their tokens, and gives them the device. A PIN they have stays. */
  readonly welcome: (person: Setting<'person'>, tokens: Tokens) => Promise<void>
  /** `null`: this person wants none. */
  readonly choosePin: (personId: PersonId, pin: string | null) => Promise<void>
  /** Gives the device to a person it knows, by their PIN. */
  readonly enter: (personId: PersonId, pin: string) => Promise<PinAnswer>
  /** Puts the device down: the next one says who they are. */
  readonly leave: () => Promise<void>
  /** Forgets a person; their scans stay until they are sent. Answers what the issuer wants to know to end its own session. */
  readonly forget: (personId: PersonId) => Promise<string | null>
}

export function createPeople(store: DeviceStore, lock: Lock, now: () => number): People {
  /** Changes what is known of a person; nothing where they are not known. */
  async function change(personId: PersonId, to: (person: KnownPerson) => KnownPerson): Promise<void> {
    await store.changeSetting('people', (people) => {
      const person = people?.[personId]
      return person ? { ...people, [personId]: to(person) } : people
    })
  }

  return {
    async welcome({ personId, name, orgName }, tokens) {
      await store.changeSetting('people', (people) => ({
        ...people,
        [personId]: { personId, name, orgName, tokens, pin: people?.[personId]?.pin ?? 'undecided' },
      }))
      await store.setSetting('person', { personId, name, orgName })
    },
    async choosePin(personId, pin) {
      const proof = pin === null ? 'none' : await provePin(pin)
      await change(personId, (person) => ({ ...person, pin: proof }))
    },
    // Tries of all tabs one after another, or two tabs would have twice as many.
    enter: async (personId, pin) =>
      (await lock.hold('cyclecount-pin', 'wait', async (): Promise<PinAnswer> => {
        const person = (await store.setting('people'))?.[personId]
        if (!person) return { kind: 'sign-in' }
        const tried = await tryPin(person.pin, pin, now())
        await change(personId, (known) => ({ ...known, pin: tried.pin }))
        const { name, orgName } = person
        if (tried.answer.kind === 'right') await store.setSetting('person', { personId, name, orgName })
        return tried.answer
      })) ?? { kind: 'sign-in' },
    leave: () => store.setSetting('person', null),
    async forget(personId) {
      const before = (await store.setting('people')) ?? {}
      await store.changeSetting('people', (people) => {
        const { [personId]: _gone, ...others } = people ?? {}
        return others
      })
      await store.changeSetting('person', (person) => (person?.personId === personId ? null : person))
      return before[personId]?.tokens?.idToken ?? null
    },
  }
}
