/** One screen of the gallery in a window of its own size, in the theme and language of the page around it. */
export function Frame({
  name,
  title,
  desk,
}: {
  readonly name: string
  readonly title: string
  readonly desk?: boolean
}) {
  const query = new URLSearchParams(location.search)
  query.delete('only')
  query.set('frame', name)
  // oxlint-disable-next-line react/iframe-missing-sandbox -- it is this very page
  return <iframe title={title} className={desk ? 'g-desk' : 'g-phone'} src={`?${query}`} />
}
