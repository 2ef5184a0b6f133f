/** Everything that comes, once it has come. */
export async function collected<T>(parts: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = []
  for await (const part of parts) all.push(part)
  return all
}
