/** A file as text: for tests that hold a document against the code. */
declare module '*?raw' {
  const text: string
  export default text
}
