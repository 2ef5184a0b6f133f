/**
 * The widths of the bars and spaces of each Code 128 character, in modules, bar first: ISO/IEC 15417. The last is the stop character.
 */
const WIDTHS =
  '212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112'.split(
    ' ',
  )

const [CODE_C, CODE_B, START_B, START_C, STOP] = [99, 100, 104, 105, 106] as const

/**
 * A text as Code 128: the widths of bars and spaces in modules, bar first, without the quiet zone of ten modules that belongs on either
 * side. Digits go in pairs where that is shorter. Null where a character is none of ASCII 32 to 126, or there is none.
 */
export function code128(text: string): readonly number[] | null {
  if (!/^[ -~]+$/.test(text)) return null
  const values = valuesOf(text)
  const check = values.reduce((sum, value, place) => sum + value * Math.max(1, place), 0) % 103
  return [...values, check, STOP].flatMap((value) => Array.from(WIDTHS[value] ?? '', Number))
}

/** The start character, the characters, and the changes between the set of letters (B) and that of pairs of digits (C). */
function valuesOf(text: string): readonly number[] {
  const values: number[] = []
  let inPairs = false
  for (let at = 0; at < text.length;) {
    const digits = /^\d+/.exec(text.slice(at))?.[0].length ?? 0
    const wantsPairs: boolean = digits >= (inPairs ? 2 : 4)
    if (values.length === 0) values.push(wantsPairs ? START_C : START_B)
    else if (wantsPairs !== inPairs) values.push(wantsPairs ? CODE_C : CODE_B)
    inPairs = wantsPairs
    if (inPairs) {
      values.push(Number(text.slice(at, at + 2)))
      at += 2
    } else {
      values.push(text.charCodeAt(at) - 32)
      at += 1
    }
  }
  return values
}
