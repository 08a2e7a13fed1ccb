// Guarantee: what a tablet sends is on the kitchen's screen without anybody reloading it.
import { expect, expectAccessible, pairTablet, signInStaff, test } from './support/test'

test('a class marked with two absent changes the kitchen’s counts', async ({
  page,
  demo,
  browser,
  baseURL,
}) => {
  await pairTablet(page, demo.tablets)
  await expectAccessible(page)

  const kitchen = await browser.newContext({ ...(baseURL ? { baseURL } : {}) })
  const board = await kitchen.newPage()
  await signInStaff(board, demo.staff.kitchen)
  await board.goto('/cucina')
  await expect(board.getByRole('heading', { level: 1 })).toBeVisible()
  await expectAccessible(board)
  const before = await board.getByRole('main').textContent()

  await page
    .getByRole('link', { name: /Classe/ })
    .first()
    .click()
  const children = page.getByRole('button', { pressed: false }).filter({ hasText: /\S/ })
  await expect(children.nth(2)).toBeVisible()
  await expectAccessible(page)
  await children.nth(0).click()
  await page.getByRole('button', { pressed: false }).nth(0).click()
  await page.getByRole('button', { name: /^Invia/ }).click()
  await expect(page.getByRole('heading', { name: 'Assenti' })).toBeVisible()
  await expectAccessible(page)

  await expect.poll(() => board.getByRole('main').textContent()).not.toBe(before)
  await kitchen.close()
})
