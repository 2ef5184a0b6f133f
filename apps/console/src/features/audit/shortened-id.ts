/** The end of an id tells ids made at one time apart; its start does not. */
export function shortenedId(id: string): string {
  return id.length > 13 ? `…${id.slice(-12)}` : id
}
