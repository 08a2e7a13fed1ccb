// Guarantee: a message says what it must in text and HTML, escapes what people wrote, and names nobody but the child.
import { describe, expect, test } from 'vitest'
import { emailHtml, emailText, type MessageText, smsText, subjectOf } from './template'

const message: MessageText = {
  subject: 'Ricarica accreditata',
  body: 'Abbiamo accreditato 20,00 € sul servizio Refezione.\n\nIl nuovo saldo è 31,50 €.\nGrazie.',
  childFirstName: 'Giulia',
  signature: {
    municipality: 'Comune di Pesaro',
    office: 'Servizio Politiche Educative',
    email: 'urp@example.org',
  },
  portalUrl: 'https://servizi.example.org',
}

describe('e-mail', () => {
  test('text: body, child, link, signature', () => {
    expect(emailText(message)).toBe(
      [
        'Abbiamo accreditato 20,00 € sul servizio Refezione.',
        'Il nuovo saldo è 31,50 €.\nGrazie.',
        'Il messaggio riguarda: Giulia',
        'Il messaggio si trova anche nell’area personale, tra le comunicazioni ricevute:\nhttps://servizi.example.org/anagrafica',
        'Comune di Pesaro\nServizio Politiche Educative\nPortale Genitori',
        'Questa casella non riceve risposte. Per informazioni: urp@example.org',
      ].join('\n\n'),
    )
  })

  test('without the settings of the site it is signed by the portal alone', () => {
    const text = emailText({ ...message, signature: null })
    expect(text).toContain('\n\nPortale Genitori\n\n')
    expect(text.endsWith('Questa casella non riceve risposte.')).toBe(true)
  })

  test('HTML: language, title, paragraphs and line breaks', () => {
    const html = emailHtml(message)
    expect(html).toContain('<html lang="it">')
    expect(html).toContain('<title>Ricarica accreditata</title>')
    expect(html).toContain('<p>Il nuovo saldo è 31,50 €.<br>Grazie.</p>')
    expect(html).not.toMatch(/<(img|script|link)\b/)
  })

  test('what people wrote is never markup', () => {
    const html = emailHtml({
      ...message,
      subject: '</title><script>alert(1)</script>',
      body: `<b onclick='x'>"ciao" & altro</b>`,
      childFirstName: '<i>Anna',
    })
    expect(html).not.toMatch(/<script|<b |<i>/)
    expect(html).toContain('&lt;b onclick=&#39;x&#39;&gt;&quot;ciao&quot; &amp; altro&lt;/b&gt;')
  })
})

describe('subject', () => {
  test.each([
    ['Avviso\r\nBcc: altri@example.org', 'Avviso Bcc: altri@example.org'],
    ['  due\t spazi\u0000 ', 'due spazi'],
    ['a'.repeat(300), 'a'.repeat(200)],
  ])('%j stays on one line', (subject, expected) => {
    expect(subjectOf({ subject })).toBe(expected)
  })
})

describe('SMS', () => {
  test('subject and link', () => {
    expect(smsText(message)).toBe(
      'Portale Genitori, Giulia: Ricarica accreditata. Il messaggio completo: https://servizi.example.org/anagrafica',
    )
  })

  test('stays in the SMS alphabet and in two segments', () => {
    const text = smsText({ ...message, subject: `L’ufficio «mensa» – avviso… ${'x'.repeat(400)}` })
    expect(text).toMatch(/^Portale Genitori, Giulia: L'ufficio "mensa" - avviso\.\.\. x/)
    expect(text.length).toBeLessThanOrEqual(306)
    expect(text.endsWith('/anagrafica')).toBe(true)
  })

  test('a subject that ends with a full stop does not end with two', () => {
    expect(smsText({ ...message, subject: 'Mensa chiusa.' })).toContain('Mensa chiusa. Il messaggio')
  })
})
