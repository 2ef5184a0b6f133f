export {
  createMessages,
  switchLocale,
  translator,
  type Messages,
  type MessageValues,
  type Translate,
  type UiMessageKey,
} from './messages.ts'
export { brokenMessages, missingKeys } from './missing-keys.ts'
export { createPseudoMessages, pseudoText } from './pseudo.ts'
export { en as uiMessages } from './en.ts'
