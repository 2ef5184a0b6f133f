import { idle, type ConnectionState } from './connection.ts'
import type { NewPhoto, PhotoStore, WaitingPhoto } from './photo-ports.ts'
import type { LocalStore } from './ports.ts'

interface KeptPhoto extends Omit<NewPhoto, 'content'> {
  readonly content: NewPhoto['content']
  sentTo: string | null
  refused: string | null
}

/** A `PhotoStore` beside a `LocalStore` that forgets when it is dropped: for tests. It keeps the rules, not the disk. */
export function createMemoryPhotos(store: Pick<LocalStore, 'log'>): PhotoStore {
  const kept = new Map<string, KeptPhoto>()
  let connection: ConnectionState = idle
  const keyOf = ({ sessionId, sha256 }: WaitingPhoto | NewPhoto): string => `${sessionId} ${sha256}`
  const waitingOf = ({ content: _, sentTo: __, ...photo }: KeptPhoto): WaitingPhoto => photo

  return {
    async keep(photo) {
      const key = keyOf(photo)
      if (!kept.has(key)) kept.set(key, { ...photo, sentTo: null, refused: null })
    },
    waiting: async (incarnation) =>
      [...kept.values()]
        .filter(({ sentTo }) => sentTo === null || sentTo !== incarnation)
        .toSorted((a, b) => a.takenAt - b.takenAt)
        .map(waitingOf),
    content: async (photo) => kept.get(keyOf(photo))?.content ?? null,
    held: async (incarnation) =>
      [...kept.values()].filter(({ sentTo }) => sentTo === incarnation).map(waitingOf),
    async lost(photo) {
      const found = kept.get(keyOf(photo))
      if (found) found.sentTo = null
    },
    async sent(photo, incarnation) {
      const found = kept.get(keyOf(photo))
      if (found) Object.assign(found, { sentTo: incarnation, refused: null })
    },
    async refused(photo, why) {
      const found = kept.get(keyOf(photo))
      if (found) found.refused = why
    },
    async prune(incarnation) {
      for (const [key, { sessionId, sentTo }] of kept)
        if (sentTo === incarnation && (await store.log(sessionId)).length === 0) kept.delete(key)
    },
    connection: async () => connection,
    noteConnection: async (state) => {
      connection = state
    },
  }
}
