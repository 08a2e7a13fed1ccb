// Guarantee: the sandbox's page plays the Node by forms alone, on a phone and on a desktop, and shows its journal.
import { expect, expectAccessible, orderNotice, signIn, test } from './support/test'

test('a notice is verified, left in the middle and paid at the post office; the journal tells it', async ({
  page: family,
  demo,
  browser,
  baseURL,
}) => {
  const parent = demo.families[2]
  if (!parent || !baseURL) throw new Error('no family')
  await signIn(family, parent)
  const { number } = await orderNotice(family, '12,40')

  // Scripts are not needed.
  const context = await browser.newContext({ baseURL, javaScriptEnabled: false })
  const outside = await context.newPage()
  await outside.goto('/sandbox/pagopa')
  await outside.getByLabel('Codice avviso').fill(number)
  await outside.getByRole('button', { name: 'Solo verifica' }).click()
  await expect(outside.getByRole('status')).toContainText('12,40')
  await outside.getByLabel('Codice avviso').fill(number)
  await outside.getByLabel('Sportello', { exact: true }).selectOption('Posta')
  await outside.getByLabel('Come finisce').selectOption({ index: 1 })
  await outside.getByRole('button', { name: 'Paga allo sportello' }).click()
  await expect(outside.getByRole('status')).toContainText('lasciato a metà')
  await outside.getByRole('button', { name: `Concludi il pagamento dell’avviso ${number}` }).click()
  await expect(outside.getByRole('status')).toContainText('Pagamento concluso')
  await expect(family.getByText('Ricarica accreditata')).toBeVisible()
  await outside.getByLabel('Codice avviso').fill(number)
  await outside.getByRole('button', { name: 'Paga allo sportello' }).click()
  await expect(outside.getByRole('alert')).toContainText('PAA_PAGAMENTO_DUPLICATO')
  const events = outside.getByRole('table', { name: 'Giornale del Nodo' }).getByRole('row')
  await expect(events.filter({ hasText: number }).first()).toContainText('PAA_PAGAMENTO_DUPLICATO')

  const seen = await (await browser.newContext({ baseURL })).newPage()
  for (const [width, height] of [
    [390, 844],
    [1280, 900],
  ] as const) {
    await seen.setViewportSize({ width, height })
    await seen.goto('/sandbox/pagopa')
    await expectAccessible(seen)
    const overflow = await seen.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    expect(overflow, `${width} px`).toBe(0)
  }
})
