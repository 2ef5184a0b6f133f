import { freshPostgres } from '@cyclecount/db/testing'
import { decisionChainContract } from './decision-chain.contract.ts'

decisionChainContract('PostgreSQL', () => freshPostgres('api_chain'))
