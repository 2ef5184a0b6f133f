import type { Transport } from '@cyclecount/sync'

/** How a push fares: refused before it leaves, kept by the server but never answered, sent twice, or preceded by an old one. */
export type Fate = 'fine' | 'down' | 'lost' | 'twice' | 'old-again'

export interface BadNetwork extends Transport {
  readonly met: ReadonlyMap<Fate, number>
}

const fates: readonly Fate[] = ['fine', 'lost', 'twice', 'down', 'old-again']

/** The real push route over a network that does each of these in turn. */
export function badNetwork(origin: string): BadNetwork {
  const met = new Map<Fate, number>()
  let pushes = 0
  let before: Parameters<Transport['push']> | null = null
  const send: Transport['push'] = async (body, token) => {
    const answer = await fetch(`${origin}/api/sync/push`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    })
    return { status: answer.status, retryAfterMs: null, body: await answer.json().catch(() => null) }
  }
  return {
    met,
    push: async (body, token) => {
      const fate = fates[pushes % fates.length] ?? 'fine'
      pushes += 1
      met.set(fate, (met.get(fate) ?? 0) + 1)
      if (fate === 'down') throw new Error('there is no network')
      if (fate === 'twice') await send(body, token)
      if (fate === 'old-again' && before) await send(...before)
      before = [body, token]
      const answer = await send(body, token)
      if (fate === 'lost') throw new Error('the answer was lost')
      return answer
    },
  }
}
