/**
 * Makes the static files of the families' site in `public/`: the sprite of the icons in use, the fonts, the portal's
 * icons, the favicon, the manifest. Run after adding an icon or changing the colour: `npm run ui:assets`; the output is committed.
 */
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import sharp from 'sharp'
import { brandColour, portalName } from '../src/ui/brand'
import { iconNames } from '../src/ui/icon'

const root = path.resolve(import.meta.dirname, '..')
const target = path.join(root, 'public', 'ui')

/** A plain civic crest, nobody's in particular: shield, tower, three merlons. A municipality puts its own here. */
const crest = `<path fill="currentColor" fill-rule="evenodd" d="M12 8h40v26c0 12-8.4 19-20 24C20.4 53 12 46 12 34V8Zm3 3v23c0 10.2 6.9 16.2 17 20.7C42.1 50.2 49 44.2 49 34V11H15Zm6 6h5v4h3.5v-4h5v4H38v-4h5v9h-3v15H24V26h-3v-9Zm9 24h4v-6a2 2 0 0 0-4 0v6Z"/>`

const star = (index: number): string => {
  const angle = (index * Math.PI) / 6
  const [x, y] = [27 + 12 * Math.sin(angle), 18 - 12 * Math.cos(angle)]
  const points = Array.from({ length: 10 }, (_, corner) => {
    const radius = corner % 2 === 0 ? 2 : 0.764
    const turn = (corner * Math.PI) / 5
    return `${(x + radius * Math.sin(turn)).toFixed(2)},${(y - radius * Math.cos(turn)).toFixed(2)}`
  })
  return `<polygon fill="#fc0" points="${points.join(' ')}"/>`
}
const europeanFlag = `<rect width="54" height="36" fill="#039"/>${Array.from({ length: 12 }, (_, index) => star(index)).join('')}`

const sprite = async (): Promise<string> => {
  const source = createRequire(import.meta.url).resolve('bootstrap-italia/dist/svg/sprites.svg')
  const all = await readFile(source, 'utf8')
  const symbols = iconNames.map((name) => {
    const symbol = new RegExp(`<symbol id="it-${name}".*?</symbol>`, 's').exec(all)
    if (!symbol) throw new Error(`Bootstrap Italia has no icon it-${name}`)
    return symbol[0]
  })
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}<symbol id="stemma" viewBox="10 6 44 54">${crest}</symbol><symbol id="unione-europea" viewBox="0 0 54 36">${europeanFlag}</symbol></svg>\n`
}

/** The crest on the municipality's colour; a maskable icon keeps it inside the safe inner circle. */
const appIcon = (scale: number, radius: number): string => {
  const margin = (64 - 64 * scale) / 2
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" rx="${radius}" fill="${brandColour}"/><g color="#fff" transform="translate(${margin} ${margin}) scale(${scale})">${crest}</g></svg>\n`
}

/** A `favicon.ico` that holds one PNG, for what asks for it by name. */
const ico = (png: Buffer, size: number): Buffer => {
  const head = Buffer.alloc(22)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(1, 4)
  head.writeUInt8(size, 6)
  head.writeUInt8(size, 7)
  head.writeUInt16LE(1, 10)
  head.writeUInt16LE(32, 12)
  head.writeUInt32LE(png.length, 14)
  head.writeUInt32LE(head.length, 18)
  return Buffer.concat([head, png])
}

const manifest = {
  id: '/',
  name: portalName,
  short_name: portalName,
  description: 'Mensa e trasporto scolastico: presenze, credito e ricariche',
  lang: 'it',
  dir: 'ltr',
  start_url: '/?da=app',
  scope: '/',
  display: 'standalone',
  background_color: '#ffffff',
  theme_color: brandColour,
  icons: [
    { src: '/ui/icon.svg', sizes: 'any', type: 'image/svg+xml' },
    { src: '/ui/icon-192.png', sizes: '192x192', type: 'image/png' },
    { src: '/ui/icon-512.png', sizes: '512x512', type: 'image/png' },
    { src: '/ui/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
  ],
  shortcuts: [
    { name: 'Presenze', url: '/presenze' },
    { name: 'Effettua una ricarica', url: '/pagamenti/ricarica' },
  ],
}

const png = (svg: string, size: number): Promise<Buffer> =>
  sharp(Buffer.from(svg), { density: 600 })
    .resize(size, size)
    .png({ compressionLevel: 9, palette: true })
    .toBuffer()

/** Titillium Web (SIL Open Font License), upright, the three weights in use; `styles/_fonts.scss` names the files. */
const copyFonts = async (): Promise<void> => {
  const source = path.join(root, 'node_modules', '@fontsource', 'titillium-web')
  const fonts = path.join(target, 'fonts')
  await mkdir(fonts, { recursive: true })
  await copyFile(path.join(source, 'LICENSE'), path.join(fonts, 'OFL.txt'))
  for (const subset of ['latin', 'latin-ext']) {
    for (const weight of [400, 600, 700]) {
      const file = `titillium-web-${subset}-${weight}`
      await copyFile(path.join(source, 'files', `${file}-normal.woff2`), path.join(fonts, `${file}.woff2`))
    }
  }
}

await mkdir(target, { recursive: true })
const icon = appIcon(0.9, 12)
const maskable = appIcon(0.68, 0)
await Promise.all([
  copyFonts(),
  writeFile(path.join(target, 'sprite.svg'), await sprite()),
  writeFile(path.join(target, 'icon.svg'), icon),
  writeFile(path.join(target, 'icon-192.png'), await png(icon, 192)),
  writeFile(path.join(target, 'icon-512.png'), await png(icon, 512)),
  writeFile(path.join(target, 'icon-maskable-512.png'), await png(maskable, 512)),
  writeFile(path.join(target, 'apple-touch-icon.png'), await png(maskable, 180)),
  writeFile(path.join(root, 'public', 'favicon.ico'), ico(await png(icon, 32), 32)),
  writeFile(path.join(target, 'manifest.webmanifest'), `${JSON.stringify(manifest, null, 2)}\n`),
])
console.log(`${iconNames.length} icons in public/ui/sprite.svg; icons, favicon and manifest written`)
