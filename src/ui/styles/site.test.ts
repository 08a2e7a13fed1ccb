// Guarantee: the styles stay light on a phone, carry the kit's version and our colour, and know every class a page uses.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { brandColour } from '../brand'
import { compileStyles } from './compile-styles'

const root = path.resolve(import.meta.dirname, '../../..')
const css = await compileStyles()

/** The kit's own names that its markup carries; our styles reach those elements by others. */
const UNSTYLED = new Set(['navbar', 'navbar-expand-lg', 'menu-wrapper'])

const hexOf = (channels: string): string =>
  `#${channels
    .split(',')
    .map((channel) => Math.round(Number(channel)).toString(16).padStart(2, '0'))
    .join('')}`

const sources = (folder: string): string[] =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
    .map((file) => path.join(folder, file))

/** The words of `class="..."` and `className="..."` that are written out. */
const classesIn = (source: string): string[] =>
  [...source.matchAll(/\bclass(?:Name)?="([^"$]*)"/g)].flatMap(([, words = '']) =>
    words.split(/\s+/).filter(Boolean),
  )

describe('site.scss', () => {
  test('weighs at most 25 kB compressed', () => {
    expect(gzipSync(css, { level: 9 }).length).toBeLessThanOrEqual(25_000)
  })

  test('says which Bootstrap Italia it is, and has the colour of brand.ts', () => {
    expect(/--bootstrap-italia-version: ?["'](\d+)\./.exec(css)?.[1]).toBe('2')
    expect(hexOf(/--bs-primary-rgb: ?([^;]+);/.exec(css)?.[1] ?? '')).toBe(brandColour)
  })

  test('asks nothing of other hosts', () => {
    expect(/url\(["']?(https?:)?\/\/[^)]*/.exec(css)).toBeNull()
  })

  test('knows every class that a page or a component writes', () => {
    const known = new Set([...css.matchAll(/\.(-?[A-Za-z_][\w-]*)/g)].map(([, name]) => name))
    const unknown = [
      ...sources('src/app/(portal)'),
      ...sources('src/app/(office)'),
      ...sources('src/ui'),
    ].flatMap((file) =>
      classesIn(readFileSync(path.join(root, file), 'utf8'))
        .filter((name) => !known.has(name) && !UNSTYLED.has(name))
        .map((name) => `${file}: ${name}`),
    )
    expect(unknown).toEqual([])
  })
})
