import { freshPostgres } from '@cyclecount/db/testing'
import { deliveryContract } from './delivery.contract.ts'

deliveryContract('PostgreSQL', () => freshPostgres('engine_delivery'), { takesTogether: true })
