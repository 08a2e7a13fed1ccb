// Guarantee: a field that is wrong says so to eyes and to screen readers, and what was typed stays.
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import { AmountField, FormErrorSummary, RadioGroup, SelectField, TextField } from './forms'

const options = [
  { value: 'a', label: 'Mensa' },
  { value: 'b', label: 'Trasporto' },
]

describe('fields', () => {
  test.each([
    [
      'TextField',
      <TextField key="f" name="importo" label="Importo" error="Inserisci un importo" hint="In euro" />,
    ],
    [
      'AmountField',
      <AmountField key="f" name="importo" label="Importo" error="Inserisci un importo" hint="In euro" />,
    ],
    [
      'SelectField',
      <SelectField
        key="f"
        name="importo"
        label="Importo"
        error="Inserisci un importo"
        hint="In euro"
        options={options}
      />,
    ],
  ])('%s ties control, label, error and hint together', (_, field) => {
    const markup = renderToStaticMarkup(field)
    expect(markup).toContain('for="importo"')
    expect(markup).toContain('aria-invalid="true"')
    expect(markup).toContain('is-invalid')
    expect(markup).toContain('aria-describedby="importo-errore importo-aiuto"')
    expect(markup).toContain('id="importo-errore"')
    expect(markup).toContain('id="importo-aiuto"')
  })

  test('a field that is right says nothing of errors', () => {
    const markup = renderToStaticMarkup(
      <TextField name="email" label="E-mail" defaultValue="a@b.it" required />,
    )
    expect(markup).not.toContain('aria-invalid')
    expect(markup).not.toContain('aria-describedby')
    expect(markup).toContain('value="a@b.it"')
    expect(markup).toContain('<label class="active required" for="email">E-mail</label>')
  })

  test('a choice keeps what was chosen', () => {
    const markup = renderToStaticMarkup(
      <RadioGroup name="modo" label="Come" options={options} defaultValue="b" />,
    )
    const chosen = [...markup.matchAll(/<input[^>]*>/g)].filter(([input]) => input.includes('checked=""'))
    expect(chosen).toHaveLength(1)
    expect(chosen[0]?.[0]).toContain('value="b"')
  })
})

describe('FormErrorSummary', () => {
  test('is an empty live region until something is wrong, then links to each field', () => {
    expect(renderToStaticMarkup(<FormErrorSummary errors={{}} />)).toBe('<div role="alert"></div>')
    const markup = renderToStaticMarkup(
      <FormErrorSummary errors={{ importo: 'Inserisci un importo', nome: undefined }} />,
    )
    expect(markup).toContain('Un campo è da correggere')
    expect(markup).toContain('<a href="#importo">Inserisci un importo</a>')
    expect(markup).not.toContain('#nome')
  })
})
