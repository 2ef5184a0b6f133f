export type ThemeChoice = 'system' | 'light' | 'dark'

/** Makes the whole document light or dark, or lets the system decide again. Keeping the choice is the app's business. */
export function applyTheme(choice: ThemeChoice, root: HTMLElement = document.documentElement): void {
  if (choice === 'system') delete root.dataset['theme']
  else root.dataset['theme'] = choice
}
