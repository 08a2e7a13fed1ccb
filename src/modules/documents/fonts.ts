import { readFileSync } from 'node:fs'
import path from 'node:path'
import { inflateSync } from 'node:zlib'
import { create, type Font } from 'fontkit'

export const WEIGHTS = ['regular', 'bold'] as const
export type Weight = (typeof WEIGHTS)[number]

const FILES = path.join(process.cwd(), 'node_modules/@fontsource/titillium-web/files')
const NUMBERS: Record<Weight, number> = { regular: 400, bold: 700 }

/**
 * A WOFF file as the plain font inside it. Left packed, its tables would be unpacked again for each document, in
 * JavaScript: most of the time of a page.
 */
const unpacked = (woff: Buffer): Buffer => {
  const count = woff.readUInt16BE(12)
  const tables = Array.from({ length: count }, (_, index) => {
    const at = 44 + index * 20
    const [offset = 0, packed = 0, length = 0] = [4, 8, 12].map((field) => woff.readUInt32BE(at + field))
    const data = woff.subarray(offset, offset + packed)
    return {
      tag: woff.subarray(at, at + 4),
      checksum: woff.subarray(at + 16, at + 20),
      data: packed < length ? inflateSync(data) : data,
    }
  })
  const head = Buffer.alloc(12 + count * 16)
  woff.copy(head, 0, 4, 8)
  head.writeUInt16BE(count, 4)
  const parts: Buffer[] = [head]
  let end = head.length
  for (const [index, { tag, checksum, data }] of tables.entries()) {
    const at = 12 + index * 16
    tag.copy(head, at)
    checksum.copy(head, at + 4)
    head.writeUInt32BE(end, at + 8)
    head.writeUInt32BE(data.length, at + 12)
    const padding = Buffer.alloc(-data.length & 3)
    parts.push(data, padding)
    end += data.length + padding.length
  }
  return Buffer.concat(parts)
}

/** Titillium Web comes in two files: what Western European languages write, and the letters of the others. */
const load = (weight: Weight): readonly Font[] =>
  ['latin', 'latin-ext'].map((subset) =>
    create(
      unpacked(readFileSync(path.join(FILES, `titillium-web-${subset}-${NUMBERS[weight]}-normal.woff`))),
    ),
  )

const loaded = new Map<Weight, readonly Font[]>()

/** The files of a weight, read once per process: reading a font costs more than printing a page with it. */
export const fontsOf = (weight: Weight): readonly Font[] => {
  const known = loaded.get(weight) ?? load(weight)
  loaded.set(weight, known)
  return known
}

/** A stretch of text that one file of a weight can print. */
export type Run = { file: number; text: string }

/**
 * The text in stretches by the file that has its letters. A letter that none has is printed without its accents, or
 * else as a question mark: a name is never printed with holes.
 */
export const runsOf = (weight: Weight, text: string): Run[] => {
  const fonts = fontsOf(weight)
  const fileOf = (char: string) =>
    fonts.findIndex((font) => font.hasGlyphForCodePoint(char.codePointAt(0) ?? 0))
  const runs: Run[] = []
  for (const char of text.normalize('NFC')) {
    let shown = char
    let file = fileOf(char)
    if (file < 0) {
      shown = char.normalize('NFD')[0] ?? ''
      file = fileOf(shown)
    }
    if (file < 0) {
      shown = '?'
      file = 0
    }
    const last = runs.at(-1)
    if (last?.file === file) last.text += shown
    else runs.push({ file, text: shown })
  }
  return runs
}
