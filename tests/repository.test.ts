// Guarantee: the repository tells who holds it, under which licence, and how to reach them, as AgID's guideline asks.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'

const root = path.resolve(import.meta.dirname, '..')
const read = (file: string) => readFileSync(path.join(root, file), 'utf8')

test('the licence is there in full, and is the one that the others name', () => {
  const licence = read('LICENSE')
  expect(licence).toMatch(/^\s*GNU AFFERO GENERAL PUBLIC LICENSE\s+Version 3, 19 November 2007/)
  expect(licence).toContain('13. Remote Network Interaction')
  expect(licence).toContain('How to Apply These Terms to Your New Programs')
  expect(licence.trimEnd().endsWith('<https://www.gnu.org/licenses/>.')).toBe(true)
  expect(read('publiccode.yml')).toMatch(/^ {2}license: AGPL-3\.0-or-later$/m)
  expect(JSON.parse(read('package.json')).license).toBe('AGPL-3.0-or-later')
})

describe('publiccode.yml', () => {
  const yaml = read('publiccode.yml')
  /** The text of a key at any depth; a folded text as one line. */
  const textOf = (key: string): string => {
    const lines = yaml.split('\n')
    const at = lines.findIndex((line) => line.trimStart().startsWith(`${key}:`))
    const line = lines[at] ?? ''
    const value = line.slice(line.indexOf(':') + 1).trim()
    if (value !== '>') return value.replace(/^"(.*)"$/, '$1')
    const indent = line.search(/\S/)
    const rest = lines.slice(at + 1)
    const end = rest.findIndex((next) => next.trim() !== '' && next.search(/\S/) <= indent)
    return rest
      .slice(0, end)
      .map((next) => next.trim())
      .join(' ')
  }

  test.each([
    'publiccodeYmlVersion',
    'name',
    'url',
    'platforms',
    'developmentStatus',
    'softwareType',
    'description',
    'legal',
    'maintenance',
    'localisation',
    'IT',
  ])('has %s', (key) => {
    expect(yaml).toMatch(new RegExp(`^${key}:`, 'm'))
  })

  test('values and lengths that the catalogue accepts', () => {
    expect(textOf('publiccodeYmlVersion')).toMatch(/^0\.[2-7]$/)
    expect(textOf('developmentStatus')).toMatch(/^(concept|development|beta|stable|obsolete)$/)
    expect(textOf('softwareType')).toBe('standalone/web')
    expect(textOf('url')).toMatch(/^https:\/\/\S+\.git$/)
    expect(new URL(textOf('url')).hostname).not.toMatch(/(^|\.)(example(\.\w+)?|invalid|localhost|test)$/)
    expect(textOf('shortDescription').length).toBeLessThanOrEqual(150)
    expect(textOf('longDescription').length).toBeGreaterThanOrEqual(150)
    expect(textOf('longDescription').length).toBeLessThanOrEqual(10_000)
    expect(textOf('genericName').length).toBeLessThanOrEqual(35)
    expect(textOf('codiceIPA')).toMatch(/^c_[a-z]\d{3}$/)
    expect(textOf('softwareVersion')).toBe(JSON.parse(read('package.json')).version)
  })
})

test('security.txt says where to write and has not expired', () => {
  const text = read('public/.well-known/security.txt')
  expect(text).toMatch(/^Contact: mailto:\S+@\S+$/m)
  const expires = Date.parse(/^Expires: (\S+)$/m.exec(text)?.[1] ?? '')
  expect(expires).toBeGreaterThan(Date.now())
})

test.each(['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CODE_OF_CONDUCT.md', 'CHANGELOG.md', 'AUTHORS'])(
  '%s is there',
  (file) => {
    expect(read(file).length).toBeGreaterThan(100)
  },
)

/** Documents whose links must lead somewhere. */
const documents = ['.', 'docs', 'docs/decisions'].flatMap((folder) =>
  existsSync(path.join(root, folder))
    ? readdirSync(path.join(root, folder))
        .filter((file) => file.endsWith('.md'))
        .map((file) => path.posix.join(folder, file))
    : [],
)

test.each(documents)('the links of %s lead somewhere', (document) => {
  const links = [...read(document).matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g)].map(
    (match) => match[1] ?? '',
  )
  // Screenshots are taken by a command: until it has run there are none.
  const taken = existsSync(path.join(root, 'docs/screenshots'))
  const expected = links.filter((link) => taken || !link.startsWith('docs/screenshots/'))
  const missing = expected.filter((link) => !existsSync(path.resolve(root, path.dirname(document), link)))
  expect(missing).toEqual([])
})
