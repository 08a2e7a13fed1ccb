// Guarantee: an editor's document becomes plain, safe markup below the page's own title.
import { expect, test } from 'vitest'
import { richText } from './rich-text'

const text = (value: string, format = 0) => ({ type: 'text', text: value, format })
const doc = (...children: unknown[]) => richText({ root: { type: 'root', children } }).markup

test.each([
  ['a paragraph', { type: 'paragraph', children: [text('Ciao')] }, '<p>Ciao</p>'],
  [
    'markup in text',
    { type: 'paragraph', children: [text('<script>alert(1)</script>')] },
    '<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>',
  ],
  ['bold and italic', { type: 'paragraph', children: [text('a', 3)] }, '<p><strong><em>a</em></strong></p>'],
  ['the highest heading', { type: 'heading', tag: 'h1', children: [text('T')] }, '<h2>T</h2>'],
  [
    'a list',
    { type: 'list', tag: 'ul', children: [{ type: 'listitem', children: [text('x')] }] },
    '<ul><li>x</li></ul>',
  ],
  ['a numbered list', { type: 'list', tag: 'ol', children: [] }, '<ol></ol>'],
  [
    'a link',
    { type: 'link', fields: { url: '/contatti' }, children: [text('Contatti')] },
    '<a href="/contatti">Contatti</a>',
  ],
  [
    'a link that runs code',
    { type: 'link', fields: { url: 'javascript:alert(1)' }, children: [text('x')] },
    'x',
  ],
  [
    'a link to whatever host',
    { type: 'link', fields: { url: '//evil.example' }, children: [text('x')] },
    'x',
  ],
  ['an empty paragraph', { type: 'paragraph', children: [] }, ''],
  ['a block not known', { type: 'video', children: [text('x')] }, 'x'],
])('%s', (_, node, markup) => {
  expect(doc(node)).toBe(markup)
})

test.each([null, undefined, 'x', {}, { root: null }, { root: { children: 'x' } }])(
  '%j is nothing',
  (document) => {
    expect(richText(document).markup).toBe('')
  },
)
