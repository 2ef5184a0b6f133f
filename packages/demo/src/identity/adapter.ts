import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider'
import type { IdentityState } from './state.ts'

/** A replaced refresh token still works for so long after its successor was first used: replies cross on the way. */
const graceSeconds = 60

/** How many generations of replaced refresh tokens are remembered. */
const generationsKept = 4

const noExpiryMs = 400 * 24 * 60 * 60_000

/**
 * Keeps the provider's records in the state.
 *
 * A refresh token is replaced at each use, and a used one that comes back would end the sign-in. A phone whose reply was lost
 * on the way has nothing but the used one, so here a token counts as used only once its successor was used too.
 */
export function createAdapterFactory(state: IdentityState, now: () => number): AdapterFactory {
  return (model) => createAdapter(model, state, now)
}

function createAdapter(model: string, state: IdentityState, now: () => number): Adapter {
  const keyOf = (id: string) => `${model}:${id}`
  const ofModel = () => state.entries().filter(([key]) => key.startsWith(`${model}:`))
  const findBy = (fits: (payload: AdapterPayload) => boolean) =>
    Promise.resolve(ofModel().find(([, payload]) => fits(payload))?.[1])
  const upsert: Adapter['upsert'] = async (id, payload, expiresIn) => {
    const expiresAt = now() + (expiresIn === undefined ? noExpiryMs : expiresIn * 1000)
    if (model === 'RefreshToken') state.delete(forgotten(payload, ofModel()))
    state.set(keyOf(id), { payload, expiresAt })
  }
  return {
    upsert,
    find: (id) => {
      const payload = state.get(keyOf(id))
      const retried =
        model === 'RefreshToken' && payload !== undefined && !isReplaced(payload, ofModel(), now())
      return Promise.resolve(retried ? withoutUse(payload) : payload)
    },
    findByUid: (uid) => findBy((payload) => payload.uid === uid),
    findByUserCode: (userCode) => findBy((payload) => payload.userCode === userCode),
    consume: async (id) => {
      const payload = state.get(keyOf(id))
      if (payload === undefined) return
      const seconds = Math.floor(now() / 1000)
      const left = payload.exp === undefined ? undefined : payload.exp - seconds
      await upsert(id, { ...payload, consumed: consumedAt(payload) ?? seconds }, left)
    },
    destroy: (id) => Promise.resolve(state.delete([keyOf(id)])),
    revokeByGrantId: (grantId) =>
      Promise.resolve(
        state.delete(ofModel().flatMap(([key, payload]) => (payload.grantId === grantId ? [key] : []))),
      ),
  }
}

type Entries = ReturnType<IdentityState['entries']>

/** Tokens that replaced one another have the grant and the first one's time of issue in common. */
function isSuccessor(of: AdapterPayload, other: AdapterPayload): boolean {
  return other.grantId === of.grantId && other.iiat === of.iiat && rotationsOf(other) > rotationsOf(of)
}

function isReplaced(payload: AdapterPayload, tokens: Entries, now: number): boolean {
  return tokens.some(([, other]) => {
    const usedAt = consumedAt(other)
    return isSuccessor(payload, other) && usedAt !== null && now / 1000 - usedAt > graceSeconds
  })
}

function forgotten(newest: AdapterPayload, tokens: Entries): readonly string[] {
  return tokens.flatMap(([key, other]) =>
    isSuccessor(other, newest) && rotationsOf(newest) - rotationsOf(other) > generationsKept ? [key] : [],
  )
}

function withoutUse(payload: AdapterPayload): AdapterPayload {
  return Object.fromEntries(Object.entries(payload).filter(([name]) => name !== 'consumed'))
}

function rotationsOf(payload: AdapterPayload): number {
  return payload.rotations ?? 0
}

function consumedAt(payload: AdapterPayload): number | null {
  const consumed: unknown = payload.consumed
  return typeof consumed === 'number' ? consumed : null
}
