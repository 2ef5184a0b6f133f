import * as z from 'zod/mini'

// Schemas are interpreted, not compiled, so that neither page nor worker needs eval. Imported before any schema is built.
z.config({ jitless: true })
