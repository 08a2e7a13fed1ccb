import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'

const { resolve } = createRequire(import.meta.url)
// The reader would fetch its program from the network.
prepareZXingModule({
  overrides: {
    wasmBinary: new Uint8Array(readFileSync(resolve('zxing-wasm/reader/zxing_reader.wasm'))).buffer,
  },
})

type Canvas = {
  canvas: { width: number; height: number }
  context: { getImageData(x: number, y: number, width: number, height: number): ImageData }
}
type CanvasFactory = { create(width: number, height: number): Canvas; destroy(canvas: Canvas): void }

/** The dots per inch of a modest printer, or of a telephone's camera held over the sheet. */
const DPI = 150

/** What a reader of QR and Data Matrix codes finds on the first page of a PDF, drawn as it would be printed. */
export const readPrintedCodes = async (
  bytes: Uint8Array,
): Promise<{ format: string; text: string; version: string; ecLevel: string }[]> => {
  const document = await getDocument({ data: new Uint8Array(bytes), verbosity: 0 }).promise
  const page = await document.getPage(1)
  const viewport = page.getViewport({ scale: DPI / 72 })
  const factory = document.canvasFactory as CanvasFactory
  const drawn = factory.create(Math.ceil(viewport.width), Math.ceil(viewport.height))
  const { width, height } = drawn.canvas
  await page.render({ canvas: drawn.canvas as HTMLCanvasElement, viewport }).promise
  const pixels = drawn.context.getImageData(0, 0, width, height)
  factory.destroy(drawn)
  const found = await readBarcodes(pixels, { formats: ['QRCode', 'DataMatrix'], maxNumberOfSymbols: 4 })
  return found.map(({ format, text, version, ecLevel }) => ({ format, text, version, ecLevel }))
}
