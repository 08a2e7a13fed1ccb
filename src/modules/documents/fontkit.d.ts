/** What is used of fontkit, which comes without types: pdfkit prints with a font opened by it. */
declare module 'fontkit' {
  export type Font = { hasGlyphForCodePoint(codePoint: number): boolean }
  export const create: (file: Uint8Array) => Font
}
