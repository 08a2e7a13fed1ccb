// Guarantee: XML from strangers is read by namespace, whatever its prefixes, and nothing outside it is ever resolved.
import { describe, expect, test } from 'vitest'
import { childOf, parseXml, tag, textAt, XmlRefused } from './xml'

describe('parseXml', () => {
  test('reads prefixes, a declaration, comments, CDATA and entities', () => {
    const root = parseXml(
      `<?xml version="1.0" encoding="UTF-8"?><!-- c --><p:a xmlns:p="urn:x"><b> 1 &lt; 2 &#232;&#xE8; </b><!-- c --><c><![CDATA[<&amp;>]]></c></p:a>`,
    )
    expect([root.name, root.namespace]).toEqual(['a', 'urn:x'])
    expect(textAt(root, 'b')).toBe('1 < 2 èè')
    expect(textAt(root, 'c')).toBe('<&amp;>')
    expect(childOf(root, 'b')?.namespace).toBe('')
    expect(textAt(root, 'd')).toBeNull()
  })

  test('a default namespace covers the children too', () => {
    const root = parseXml('<a xmlns="urn:x"><b/><c xmlns=""/></a>')
    expect(root.children.map(({ namespace }) => namespace)).toEqual(['urn:x', ''])
  })

  test('keeps leading zeros and long digits', () => {
    expect(textAt(parseXml('<a><b>000123456789012345678</b></a>'), 'b')).toBe('000123456789012345678')
  })

  test.each([
    ['nothing', ''],
    ['text', 'hello'],
    ['JSON', '{"a":1}'],
    ['an open element', '<a><b></a>'],
    ['two roots', '<a/><b/>'],
    ['a DTD', '<!DOCTYPE a><a/>'],
    ['an external entity', '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'],
    ['a billion laughs', '<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;">]><a>&y;</a>'],
    ['an unknown entity', '<a>&nbsp;</a>'],
    ['a bare ampersand', '<a>1 & 2</a>'],
    ['an undeclared prefix', '<p:a/>'],
    ['a zero character', '<a>&#0;</a>'],
    ['a hundred thousand levels', '<a>'.repeat(30_000) + '</a>'.repeat(30_000)],
  ])('refuses %s', (_name, source) => {
    expect(() => parseXml(source)).toThrow(XmlRefused)
  })
})

describe('tag', () => {
  test('escapes texts, keeps elements, drops what XML cannot carry', () => {
    expect(tag('a', tag('b', `<è&"'>`), null, 'x\u0000\ud800y').markup).toBe(
      '<a><b>&lt;è&amp;&quot;&apos;&gt;</b>x\ufffdy</a>',
    )
  })
  test('what it writes reads back the same', () => {
    const text = `Nicolò D'Àmico & "Figli" <srl> €`
    expect(parseXml(tag('a', text).markup).text).toBe(text)
  })
})
