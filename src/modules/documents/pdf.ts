import PDFDocument from 'pdfkit'
import { fontsOf, type Run, runsOf, WEIGHTS, type Weight } from './fonts'

/** Millimetres in points. */
export const mm = (length: number): number => (length * 72) / 25.4

export const A4 = { width: mm(210), height: mm(297) } as const

export const BLACK = '#000000'
export const GREY_BACKGROUND = '#ECECEC'
export const PAGOPA_BLUE = '#0066CC'

export type Box = { x: number; y: number; width: number; height: number }

/** How a text looks; sizes in points. */
export type Type = { weight?: Weight; size: number; colour?: string; align?: 'left' | 'right' }

/** Where a text goes: its top left corner, the width it has, and how many lines at most. */
export type Place = { x: number; y: number; width: number; lines?: number }

/** An opened document. Its content is tagged: it is read aloud in the order in which it is drawn. */
export type Pdf = ReturnType<typeof openPdf>

type Embedded = {
  id: string
  encode(text: string): [string[], { xAdvance: number; advanceWidth: number }[]]
  ref(): unknown
}
/** What pdfkit keeps to itself of a document: its own text routine costs ten times what the glyphs need. */
type Inside = {
  _font: Embedded
  addContent(operators: string): void
  page: { fonts: Record<string, unknown> }
}

/** A stretch as the page's operators write it, at 1 point. */
type Glyphs = { font: Embedded; operators: string; width: number }

/** What pdfkit still asks of a part that is written: that it has a place. */
const WRITTEN = { P: true }

const LINE = 1.25
/** From the top of a line to where its letters stand. */
const ASCENT = 0.95
const number = (value: number) => Math.round(value * 1000) / 1000

/**
 * Opens a tagged document (PDF/UA as far as pdfkit goes): language, title, structure, embedded fonts. Coordinates are in
 * points from the top left corner.
 */
export const openPdf = ({ title, subject }: { title: string; subject?: string }) => {
  const doc = new PDFDocument({
    size: 'A4',
    margin: 0,
    autoFirstPage: false,
    // The default font would be one that is not embedded.
    font: null as unknown as string,
    pdfVersion: '1.7',
    subset: 'PDF/UA' as never,
    tagged: true,
    lang: 'it-IT',
    displayTitle: true,
    info: {
      Title: title,
      Author: 'Portale Genitori',
      Creator: 'Portale Genitori',
      ...(subject ? { Subject: subject } : {}),
    },
  })
  const inside = doc as unknown as Inside
  const fontName = (weight: Weight, file: number) => `${weight}-${file}`
  const embedded = new Map<string, Embedded>()
  for (const weight of WEIGHTS)
    for (const [file, font] of fontsOf(weight).entries())
      doc.registerFont(fontName(weight, file), font as never)

  const fontOf = (name: string): Embedded => {
    const known = embedded.get(name)
    if (known) return known
    doc.font(name)
    embedded.set(name, inside._font)
    return inside._font
  }

  const glyphsOf = new Map<string, Glyphs>()
  const glyphs = (weight: Weight, { file, text }: Run): Glyphs => {
    const key = `${weight}${file}${text}`
    const known = glyphsOf.get(key)
    if (known) return known
    const font = fontOf(fontName(weight, file))
    const [codes, positions] = font.encode(text)
    let operators = ''
    let pending = ''
    let width = 0
    codes.forEach((code, index) => {
      const { xAdvance = 0, advanceWidth = 0 } = positions[index] ?? {}
      pending += code
      width += xAdvance
      if (xAdvance === advanceWidth) return
      operators += `<${pending}> ${number(advanceWidth - xAdvance)} `
      pending = ''
    })
    if (pending) operators += `<${pending}>`
    const made = { font, operators: `[${operators}] TJ`, width: width / 1000 }
    // Words come again, whole histories of them: what is kept is bounded.
    if (glyphsOf.size > 5_000) glyphsOf.clear()
    glyphsOf.set(key, made)
    return made
  }

  const widths = new Map<string, number>()
  const widthOf = (text: string, { weight = 'regular', size }: Type): number => {
    const key = `${weight}${text}`
    let width = widths.get(key)
    if (width === undefined) {
      width = runsOf(weight, text).reduce((sum, run) => sum + glyphs(weight, run).width, 0)
      if (widths.size > 5_000) widths.clear()
      widths.set(key, width)
    }
    return width * size
  }

  /** The text in lines, none of which begins at a space that does not break; what does not fit the last one is cut there, and an ellipsis says so. */
  const wrap = (text: string, type: Type, width: number, lines = Number.POSITIVE_INFINITY): string[] => {
    const found: string[] = []
    let line = ''
    const fits = (candidate: string) => widthOf(candidate, type) <= width + 0.01
    const shorten = (from: string) => {
      let cut = from
      while (cut !== '' && !fits(`${cut}…`)) cut = [...cut].slice(0, -1).join('')
      return `${cut.trimEnd()}…`
    }
    for (const word of text.trim().split(/[^\S\u00a0]+/)) {
      let rest = word
      const joined = line === '' ? rest : `${line} ${rest}`
      if (fits(joined)) {
        line = joined
        continue
      }
      if (line !== '') found.push(line)
      // A word wider than the line goes on in the next.
      while (!fits(rest)) {
        let head = [...rest]
        while (head.length > 1 && !fits(head.join(''))) head = head.slice(0, -1)
        found.push(head.join(''))
        rest = rest.slice(head.join('').length)
      }
      line = rest
    }
    if (line !== '') found.push(line)
    if (found.length <= lines) return found
    return [...found.slice(0, lines - 1), shorten(found.slice(lines - 1).join(' '))]
  }

  const drawLine = (
    line: string,
    x: number,
    baseline: number,
    { weight = 'regular', size, colour }: Type,
  ) => {
    doc.fillColor(colour ?? BLACK)
    let at = x
    for (const run of runsOf(weight, line)) {
      const { font, operators, width } = glyphs(weight, run)
      inside.page.fonts[font.id] ??= font.ref()
      // The page's coordinates grow downwards, letters stand upright.
      inside.addContent(
        `BT 1 0 0 -1 ${number(at)} ${number(baseline)} Tm /${font.id} ${size} Tf ${operators} ET`,
      )
      at += width * size
    }
  }

  const drawText = (text: string, { x, y, width, lines }: Place, type: Type): number => {
    const { size } = type
    const found = wrap(text, type, width, lines)
    found.forEach((line, index) => {
      const left = type.align === 'right' ? x + width - widthOf(line, type) : x
      drawLine(line, left, y + size * (ASCENT + LINE * index), type)
    })
    return y + found.length * size * LINE
  }

  /** Lets go of what a part said, once it is written: only its number is needed until the end. */
  const release = (element: unknown): void => {
    const { _flushed, dictionary } = element as {
      _flushed: boolean
      dictionary: { data: object; buffer: unknown }
    }
    if (!_flushed) return
    dictionary.data = WRITTEN
    dictionary.buffer = null
  }

  const root = doc.struct('Document')
  doc.addStructure(root)
  let open = root

  /** Opens a part of the structure for what `draw` adds to it. */
  const part = (tag: string, draw: () => void, options: { scope?: 'Column' | 'Row' } = {}): void => {
    const outer = open
    const element = doc.struct(tag as never, options as never)
    outer.add(element)
    open = element
    draw()
    element.end()
    release(element)
    open = outer
  }

  /** Draws inside the part that is open. */
  const content = (draw: () => void): void => void open.add(draw as never)

  /** Adds a text as a part of its own; answers where it ends. */
  const text = (tag: string, what: string, place: Place, type: Type): number => {
    let bottom = place.y
    if (what.trim() !== '')
      part(tag, () =>
        content(() => {
          bottom = drawText(what, place, type)
        }),
      )
    return bottom
  }

  /** What is only ornament, or repeated on each page: not read aloud. */
  const artifact = (draw: () => void): void => {
    doc.markContent('Artifact', { type: 'Layout' })
    draw()
    doc.endMarkedContent()
  }

  /** What stands at the foot of each page: what it is part of, and its number. */
  const footer = (what: string, page: number, { x, y, width }: Omit<Box, 'height'>): void => {
    const place = { y, width: width / 2, lines: 1 }
    artifact(() => {
      drawText(what, { ...place, x }, { size: 8 })
      drawText(`Pagina ${page}`, { ...place, x: x + width / 2 }, { size: 8, align: 'right' })
    })
  }

  /** Draws a picture that is read aloud as `alt`. */
  const figure = (alt: string, { x, y, width, height }: Box, draw: () => void): void => {
    const element = doc.struct('Figure', { alt, bbox: [x, y, x + width, y + height] } as never)
    open.add(element)
    element.add(draw as never)
    element.end()
    release(element)
  }

  return {
    doc,
    addPage: () => void doc.addPage(),
    part,
    text,
    artifact,
    footer,
    figure,
    drawText,
    widthOf,
    wrap,
    fill: ({ x, y, width, height }: Box, colour: string) =>
      artifact(() => void doc.rect(x, y, width, height).fill(colour)),
    rule: (x1: number, y: number, x2: number, colour = '#7C7C7B') =>
      artifact(() => void doc.moveTo(x1, y).lineTo(x2, y).lineWidth(0.5).stroke(colour)),
    /** Black squares of a code, as one shape. */
    modules: ({ dark, columns }: Matrix, { x, y, width }: Box) => {
      const side = width / columns
      const squares = squaresOf({ dark, columns }).map(
        ([left, top, length]) =>
          `${number(x + left * side)} ${number(y + top * side)} ${number(length * side)} ${number(side)} re`,
      )
      doc.fillColor(BLACK)
      inside.addContent(`${squares.join('\n')}\nf`)
    },
    end: () => {
      root.end()
      doc.end()
    },
  }
}

/** The modules of a code, by row: true where it is dark. */
export type Matrix = { dark: readonly boolean[]; columns: number }

/** Dark modules side by side are one rectangle: left, top, length. */
const squaresOf = ({ dark, columns }: Matrix): [left: number, top: number, length: number][] => {
  const found: [number, number, number][] = []
  dark.forEach((isDark, index) => {
    if (!isDark) return
    const left = index % columns
    const top = Math.floor(index / columns)
    const last = found.at(-1)
    if (last && left > 0 && last[1] === top && last[0] + last[2] === left) last[2] += 1
    else found.push([left, top, 1])
  })
  return found
}

/** The whole document in memory, once `draw` has drawn it. */
export const bytesOf = async (pdf: Pdf): Promise<Uint8Array<ArrayBuffer>> => {
  const chunks: Buffer[] = []
  for await (const chunk of pdf.doc as unknown as AsyncIterable<Buffer>) chunks.push(chunk)
  return new Uint8Array(Buffer.concat(chunks))
}
