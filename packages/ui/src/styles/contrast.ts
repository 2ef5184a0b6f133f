export type Theme = 'light' | 'dark'

/** The colours of one theme, by token: `--cc-ink` → `#14191b`. */
export type Palette = ReadonlyMap<string, string>

const declaration = /(--cc-[a-z0-9-]+):\s*light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\)/g

/** Reads the colours out of a style sheet that declares them as `light-dark(#…, #…)`. A later declaration wins. */
export function readPalette(css: string, theme: Theme): Palette {
  const colours = new Map<string, string>()
  for (const [, name = '', light = '', dark = ''] of css.matchAll(declaration)) {
    colours.set(name, theme === 'light' ? light : dark)
  }
  return colours
}

/** The contrast of two `#rrggbb` colours after WCAG 2.2, 1 to 21. */
export function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) =>
    linear(Number.parseInt(colour.slice(at, at + 2), 16) / 255),
  )
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function linear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
}
