import { useT, type ConsoleKey } from './use-t.ts'
import { words } from './words.ts'

/**
 * The word for a code that the server stores as text (a kind of event, an audit tag). A code this version has no word for is
 * shown as it is: an older console in front of a newer server hides nothing.
 */
export function useWord(): (code: string) => string {
  const t = useT()
  return (code) => {
    const key = `console.word.${code}`
    return isWord(key) ? t(key) : code
  }
}

function isWord(key: string): key is ConsoleKey & keyof typeof words {
  return key in words
}
