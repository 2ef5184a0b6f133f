import * as z from 'zod/mini'

// Schemas are interpreted, not compiled, so that the page needs no eval. Set before the first schema exists: hence the late import.
z.config({ jitless: true })
void import('./app/start.tsx').then(({ start }) => start())
