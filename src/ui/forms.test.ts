// Guarantee: a field that is wrong says so to eyes and to screen readers, and what was typed stays, except a password.
import { describe, expect, test } from 'vitest'
import { amountField, form, passwordField, radioGroup, selectField, textField } from './forms'

const options = [
  { value: 'a', label: 'Mensa' },
  { value: 'b', label: 'Trasporto' },
]
const wrong = { name: 'importo', label: 'Importo', error: 'Inserisci un importo', hint: 'In euro' }

describe('fields', () => {
  test.each([
    ['textField', textField(wrong)],
    ['amountField', amountField(wrong)],
    ['selectField', selectField({ ...wrong, options })],
    ['passwordField', passwordField({ ...wrong, autocomplete: 'off' })],
  ])('%s ties control, label, error and hint together', (_, { markup }) => {
    expect(markup).toContain('for="importo"')
    expect(markup).toContain('aria-invalid="true"')
    expect(markup).toContain('is-invalid')
    expect(markup).toContain('aria-describedby="importo-errore importo-aiuto"')
    expect(markup).toContain('id="importo-errore"')
    expect(markup).toContain('id="importo-aiuto"')
  })

  test('a field that is right says nothing of errors', () => {
    const { markup } = textField({ name: 'email', label: 'E-mail', value: 'a@b.it', required: true })
    expect(markup).not.toContain('aria-invalid')
    expect(markup).not.toContain('aria-describedby')
    expect(markup).toContain('value="a@b.it"')
    expect(markup).toContain('<label class="active required" for="email">E-mail</label>')
  })

  test('what was typed cannot leave its attribute', () => {
    expect(textField({ name: 'a', label: 'A', value: '"><script>' }).markup).toContain(
      'value="&quot;&gt;&lt;script&gt;"',
    )
  })

  test('a choice keeps what was chosen', () => {
    const { markup } = radioGroup({ name: 'modo', label: 'Come', options, value: 'b' })
    const chosen = [...markup.matchAll(/<input[^>]*>/g)].filter(([input]) => / checked/.test(input))
    expect(chosen).toHaveLength(1)
    expect(chosen[0]?.[0]).toContain('value="b"')
  })
})

describe('form', () => {
  const content = textField({ name: 'importo', label: 'Importo' })

  test('posts to its own page, under its name', () => {
    expect(form(content, { name: 'paga' }).markup).toMatch(
      /^<form method="post" novalidate><input type="hidden" name="azione" value="paga">/,
    )
  })

  test('says above the fields what was refused, with a link to each', () => {
    expect(form(content, { refused: { errors: {}, values: {} } }).markup).not.toContain('role="alert"')
    const { markup } = form(content, {
      refused: { errors: { importo: 'Inserisci un importo', nome: undefined }, values: {} },
    })
    expect(markup).toContain('role="alert"')
    expect(markup).toContain('Un campo è da correggere')
    expect(markup).toContain('<a href="#importo">Inserisci un importo</a>')
    expect(markup).not.toContain('#nome')
  })
})
