// Guarantee: a service that the office gave to Stripe is paid there, credited when the money comes, and what goes back is
// taken out and shown.
import { expect, expectAccessible, markPage, signIn, signInStaff, test, wasReloaded } from './support/test'

test('a payment at Stripe that is confirmed later, refunded in part, disputed, won', async ({
  page,
  demo,
  browser,
  baseURL,
}) => {
  test.setTimeout(120_000)
  const family = demo.families[0]
  if (!family || !baseURL) throw new Error('no family')
  const outside = await (await browser.newContext({ baseURL })).newPage()
  await signInStaff(outside, demo.staff.office)
  await signIn(page, family)
  await page.goto('/pagamenti/ricarica')
  const wallet = (await page.getByLabel('Servizio').getByRole('option').nth(1).getAttribute('value')) ?? ''
  const code = wallet.split(':')[1] ?? ''
  const found = await (await outside.request.get(`/api/services?where[code][equals]=${code}`)).json()
  const cashedBy = async (provider: string) => {
    const answer = await outside.request.patch(`/api/services/${found.docs[0].id}`, { data: { provider } })
    expect(answer.status()).toBe(provider === 'nessuno' ? 400 : 200)
  }
  await cashedBy('nessuno')
  await cashedBy('stripe')
  try {
    await page.getByLabel('Servizio').selectOption(wallet)
    await page.getByLabel('Importo').fill('20')
    await page.getByText('PagoPa - Pagamento OnLine', { exact: true }).click()
    await page.getByRole('button', { name: 'Continua' }).click()
    await expect(page.getByText('Pagamento online con Stripe')).toBeVisible()
    await page.getByRole('button', { name: 'Conferma e paga' }).click()
    await page.getByRole('heading', { name: 'Paga con Stripe' }).waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: /l’esito arriva dopo/ }).click()
    await expect(page.getByText('Pagamento in attesa di conferma', { exact: true })).toBeVisible()
    await expect(page.getByRole('button', { name: 'Riprendi il pagamento' })).toHaveCount(0)
    await markPage(page)

    await outside.goto('/sandbox/stripe')
    await expectAccessible(outside)
    await outside.getByRole('button', { name: 'L’addebito riesce' }).click()
    await expect(outside.getByRole('status')).toContainText('Fatto')
    await expect(page.getByText('Ricarica accreditata')).toBeVisible()
    expect(await wasReloaded(page)).toBe(false)

    const act = async (button: string, shown: string) => {
      await outside.getByRole('button', { name: button, exact: true }).click()
      await expect(outside.getByRole('status')).toContainText('Fatto')
      await page.reload()
      await expect(page.getByText(`Stato: ${shown}`, { exact: true })).toBeVisible()
    }
    await outside.getByLabel('Importo da rimborsare').fill('5')
    await act('Rimborsa', 'Rimborsata in parte')
    await act('Contesta', 'Rimborsata')
    await expectAccessible(page)
    await act('La vince il Comune', 'Rimborsata in parte')
    await expect(page.getByText(/Rimborso a chi ha pagato, .*5,00/)).toBeVisible()
  } finally {
    await cashedBy('pagopa')
  }
})
