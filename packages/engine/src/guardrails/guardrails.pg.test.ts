import { freshPostgres } from '@cyclecount/db/testing'
import { guardrailsContract } from './guardrails.contract.ts'

guardrailsContract('PostgreSQL', () => freshPostgres('engine_guardrails'))
