// Guarantee: text that people write never becomes markup, whatever template it stands in.
import { describe, expect, test } from 'vitest'
import { attributes, html } from './html'

describe('html', () => {
  test('escapes text, in content and in attributes', () => {
    const name = `<script>alert("x")</script> & d'Angelo`
    expect(html`<p title="${name}">${name}</p>`.markup).toBe(
      '<p title="&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; d&#39;Angelo">&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; d&#39;Angelo</p>',
    )
  })

  test('keeps markup, joins lists, drops nothing and false, keeps zero', () => {
    const items = ['a', '<b>'].map((item) => html`<li>${item}</li>`)
    expect(html`<ul>${items}</ul>${null}${undefined}${false}${0}`.markup).toBe(
      '<ul><li>a</li><li>&lt;b&gt;</li></ul>0',
    )
  })

  test('attributes: escaped, bare when true, left out when false or unknown', () => {
    expect(
      html`<input${attributes({ value: 'a "b"', required: true, checked: false, id: undefined, maxlength: 3 })}>`
        .markup,
    ).toBe('<input value="a &quot;b&quot;" required maxlength="3">')
  })
})
