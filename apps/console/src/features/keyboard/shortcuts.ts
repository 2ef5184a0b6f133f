import { keptChoice } from '../../parts/kept-choice.ts'

/** Single-key shortcuts can be switched off (WCAG 2.1.4): speech input types letters. */
export const shortcutsKept = keptChoice<'on' | 'off'>('cyclecount.console.shortcuts', ['on', 'off'], 'on')
