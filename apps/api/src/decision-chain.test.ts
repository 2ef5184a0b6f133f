import { decisionChainContract } from './decision-chain.contract.ts'

decisionChainContract('SQLite', () => Promise.resolve(undefined))
