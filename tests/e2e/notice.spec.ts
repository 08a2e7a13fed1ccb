// Guarantee: a notice is printed, paid at a counter, credited on the open page, and found again, with what is wrong, in the
// day's reconciliation.
import {
  expect,
  expectAccessible,
  markPage,
  orderNotice,
  signIn,
  signInStaff,
  test,
  wasReloaded,
} from './support/test'

test('a notice: printed, paid at a counter, credited, reconciled with the one fault that was made', async ({
  page: family,
  demo,
  browser,
  baseURL,
}) => {
  test.setTimeout(120_000)
  const parent = demo.families[1]
  if (!parent || !baseURL) throw new Error('no family')
  await signIn(family, parent)
  const { notice, number } = await orderNotice(family, '17,30')
  expect(number).toMatch(/^3\d{17}$/)
  await expectAccessible(family)
  const link = await notice.getByRole('link', { name: /Scarica l’avviso/ }).getAttribute('href')
  const printed = await family.request.get(link ?? '')
  expect(printed.headers()['content-type']).toBe('application/pdf')
  expect((await printed.body()).subarray(0, 5).toString()).toBe('%PDF-')
  await markPage(family)

  const outside = await (await browser.newContext({ baseURL })).newPage()
  await outside.goto('/sandbox/pagopa')
  await outside.getByLabel('Codice avviso').fill(number)
  await outside.getByRole('button', { name: 'Paga allo sportello' }).click()
  await expect(outside.getByRole('status')).toContainText('Avviso pagato')
  await expect(family.getByText('Ricarica accreditata')).toBeVisible()
  expect(await wasReloaded(family)).toBe(false)

  await outside.getByLabel('Difetto').selectOption('Accredito di altro importo')
  await outside.getByRole('button', { name: 'Chiudi la giornata' }).click()
  await expect(outside.getByRole('status')).toContainText('Giornata chiusa')
  const bank = await (await outside.request.get('/sandbox/pagopa/banca/csv')).text()
  const [, day = ''] = /(\d{4}-\d{2}-\d{2})/.exec(bank) ?? []

  const office = await (await browser.newContext({ baseURL })).newPage()
  await signInStaff(office, demo.staff.office)
  await office.goto(`/admin/ufficio/riconciliazione?giorno=${day}`)
  await office.getByRole('button', { name: 'Scarica ora i flussi' }).click()
  await expect(office.getByRole('status')).toContainText('Flussi nuovi: 1')
  await office
    .getByLabel('Estratto conto del tesoriere')
    .setInputFiles({ name: 'banca.csv', mimeType: 'text/csv', buffer: Buffer.from(bank) })
  await office.getByRole('button', { name: 'Carica l’estratto conto' }).click()
  await expect(office.getByRole('status')).toContainText('Movimenti nuovi')
  await expect(office.getByText('Da chiarire', { exact: true })).toBeVisible()
  const flows = office.getByRole('table', { name: 'Flussi del giorno' }).getByRole('row')
  await expect(flows).toHaveCount(2)
  await expect(flows.nth(1).locator('.badge')).toHaveCount(1)
  await expect(office.getByRole('table', { name: 'Righe da chiarire' })).toHaveCount(0)
  await expectAccessible(office)

  await signIn(outside, parent)
  await outside.goto('/admin/ufficio/riconciliazione')
  await expect(outside).toHaveURL(/\/admin\/login/)
})
