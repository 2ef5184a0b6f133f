import type { I18n } from '@lingui/core'
import { createContext, use, useCallback, useMemo, useSyncExternalStore, type ReactNode } from 'react'
import { translator, type Translate } from './messages.ts'

interface Language {
  readonly locale: string
  readonly t: Translate<string>
}

const LanguageContext = createContext<Language | null>(null)

/** Gives every component below the messages and the locale, and follows a change of locale. */
export function MessagesProvider({
  messages,
  children,
}: {
  readonly messages: I18n
  readonly children: ReactNode
}) {
  const subscribe = useCallback((onChange: () => void) => messages.on('change', onChange), [messages])
  const locale = useSyncExternalStore(subscribe, () => messages.locale)
  const language = useMemo(() => ({ locale, t: translator<string>(messages) }), [messages, locale])
  return <LanguageContext value={language}>{children}</LanguageContext>
}

function useLanguage(): Language {
  const language = use(LanguageContext)
  if (!language) throw new Error('There is no <MessagesProvider> above this component.')
  return language
}

/** The typed `t`. An app names its keys once: `export const useT = () => useMessages<keyof typeof en>()`. */
export function useMessages<Key extends string = never>(): Translate<Key> {
  return useLanguage().t
}

/** The active locale, for formatters: `en`, `de-CH`, `ar-EG`. */
export function useLocale(): string {
  return useLanguage().locale
}
