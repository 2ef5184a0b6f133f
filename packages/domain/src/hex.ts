/** Two hexadecimal digits for each byte: several times as quick as asking a number for them. */
export const DIGITS_OF_BYTE: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).padStart(2, '0'),
)
