/** What a proposal is to the backend. `asked`: it was told by an event and has not answered yet. */
export const proposalStatuses = ['pending', 'asked', 'accepted', 'rejected', 'failed'] as const
export type ProposalStatus = (typeof proposalStatuses)[number]
