// Guarantee: a menu rotates by calendar weeks, a dish whose allergens nobody wrote down never looks safe, and the warning
// of a diet is read by that child’s family alone.
import { aSchoolDay, given, guardianCtx } from '@tests/support/builders'
import { aDiet, aKitchen } from '@tests/support/kitchen'
import { askOffice, openOffice } from '@tests/support/office'
import { readPdf } from '@tests/support/pdf'
import { expect, test } from 'vitest'
import { GET } from '@/app/(portal)/menu/route'
import { GET as GET_FILE } from '@/app/(portal)/menu/scarica/route'
import { db, sql } from '@/db/client'
import { sealSession, sessionCookie } from '@/http/session-cookie'
import { boardOf, loadBoard } from '@/modules/kitchen'
import { childMenu, menuDays, menusOfDay, withoutMenu } from '@/modules/menu'
import { civilDate } from '@/shared/dates'
import { type ChildId, ServiceCode, type ServiceId } from '@/shared/ids'

const payload = await openOffice()

/**
 * Two weeks from Wednesday 2 September 2026: pasta on the Monday of the first, rice on that of the second, and on both a
 * side dish whose allergens nobody wrote down.
 */
const menuOf = (serviceId: ServiceId) =>
  db.execute(sql`
    with dish as (
      insert into public.dishes (name, course, no_allergens) values ('Pasta ' || ${serviceId}::int, 'first', false),
        ('Riso ' || ${serviceId}::int, 'first', true), ('Verdura ' || ${serviceId}::int, 'side', null) returning id, name
    ), allergen as (
      insert into public.dishes_allergens ("order", parent_id, value) select 1, id, 'gluten' from dish where name like 'Pasta%'
    ), menu as (
      insert into public.menus (name, service_id, weeks, valid_from)
      values ('Autunno', ${serviceId}, 2, '2026-09-02T12:00:00Z') returning id
    ), day as (
      insert into public.menus_days (_order, _parent_id, id, week, weekday)
      select w, menu.id, menu.id || '-' || w, w, '1' from menu, generate_series(1, 2) w
    )
    insert into public.menus_rels ("order", parent_id, path, dishes_id)
    select w.place, menu.id, 'days.' || w.day || '.dishes', dish.id from menu, dish
    join (values ('Pasta%', 0, 1), ('Riso%', 1, 1), ('Verdura%', 0, 2), ('Verdura%', 1, 2)) as w (dish, day, place) on dish.name like w.dish`)

test('weeks follow the calendar, a closed day keeps its place, the kitchen reads the same', async () => {
  const room = await given.classroom({ children: 1 })
  await menuOf(room.serviceId)
  await given.exception({ effect: 'closed', from: civilDate('2026-09-14'), schoolId: room.schoolId })
  await db.execute(sql`
    insert into public.calendar_exceptions (effect, reason, packed_lunch, note, class_id, valid_from)
    values ('open', 'trip', true, 'Gita al museo', ${room.classId}, '2026-09-21T12:00:00Z')`)
  const ctx = await guardianCtx(await given.account({ childId: room.childIds[0] as ChildId }))
  const menu = await childMenu(db, ctx, { from: civilDate('2026-08-31'), to: civilDate('2026-09-21') })
  const mondays = menu?.days
    .filter(({ day }) => ['2026-08-31', '2026-09-07', '2026-09-14', '2026-09-21'].includes(day))
    .map((day) => [withoutMenu(day), day.dishes[0]?.name.split(' ')[0]])
  // The first Monday comes before the menu's first day.
  expect(mondays).toEqual([
    ['Menù non ancora pubblicato', undefined],
    [null, 'Riso'],
    ['Servizio chiuso: Eccezione', 'Pasta'],
    ['Pranzo al sacco: Gita al museo', 'Riso'],
  ])
  const service = ServiceCode.parse(room.code)
  const served = [
    { service, kitchen: 'NORD', level: 'primary' },
    { service, kitchen: 'NORD', level: 'preschool' },
    { service, kitchen: null, level: 'primary' },
  ]
  expect(await menusOfDay(db, civilDate('2026-09-21'), served)).toMatchObject([
    {
      menu: 'Autunno',
      week: 2,
      servedAt: [
        { kitchen: 'NORD', level: 'preschool' },
        { kitchen: null, level: 'primary' },
        { kitchen: 'NORD', level: 'primary' },
      ],
      dishes: [
        { course: 'first', allergens: [] },
        { course: 'side', allergens: null },
      ],
    },
  ])
  expect(await menusOfDay(db, civilDate('2026-09-22'), served)).toEqual([])

  const kitchen = await aKitchen([room])
  const board = await loadBoard(aSchoolDay())
  expect(boardOf(board, kitchen.code).menus).toMatchObject([
    {
      servedAt: [{ kitchen: kitchen.code, level: 'primary' }],
      dishes: [{}, { allergenWords: 'allergeni non ancora indicati' }],
    },
  ])
  expect(boardOf(board, 'altro').menus).toEqual([])
})

test('a family reads the warning of its own child’s diet, another reads none, a stranger’s child is not there', async () => {
  const room = await given.classroom({ children: 2 })
  await menuOf(room.serviceId)
  const [coeliac, other] = room.childIds as [ChildId, ChildId]
  await db.execute(sql`
    with diet as (insert into public.diets (code, label) values ('GF-MENU', 'Senza glutine') returning id),
    allergen as (insert into public.diets_allergens ("order", parent_id, value) select 1, id, 'gluten' from diet)
    insert into public.child_diets (child_id, diet_id, kind, reason, valid_from)
    select ${coeliac}, id, 'health', 'segreto', '2020-09-01T12:00:00Z' from diet`)
  // A later diet that excludes nothing by allergen does not hide the first.
  await aDiet(coeliac, 'VEG', { from: '2021-01-01' })
  const [ofCoeliac, ofOther, ofThird] = [
    await given.account({ childId: coeliac }),
    await given.account({ childId: other }),
    await given.account(),
  ]
  type Account = typeof ofThird
  const ask = async (route: typeof GET, account: Account, query: string) => {
    const cookie = `${sessionCookie.name}=${await sealSession((await guardianCtx(account)).actor)}`
    return route(new Request(`http://portale.test/menu?${query}`, { headers: { cookie } }), {
      params: Promise.resolve({}),
    })
  }
  const page = async (account: Account, asked = account.childId) => {
    const answer = await ask(GET, account, `figlio=${asked}&giorno=2026-09-14`)
    return { status: answer.status, text: await answer.text() }
  }
  const own = await page(ofCoeliac)
  expect(own.text).toContain('allergeni non ancora indicati')
  expect(own.text).toContain('può contenere un allergene escluso dalla dieta di')
  expect(own.text).toContain('contiene glutine, escluso dalla dieta di')
  expect(own.text).toContain('Dieta VEG, Senza glutine')
  expect(own.text).not.toContain('segreto')
  const neighbour = await page(ofOther)
  expect(neighbour.text).toContain('allergeni: glutine')
  expect(neighbour.text).toContain('allergeni non ancora indicati')
  expect(neighbour.text).not.toContain('dalla dieta')
  const month = `figlio=${coeliac}&servizio=${room.code}&mese=2026-09`
  const printed = await ask(GET_FILE, ofCoeliac, month)
  const file = await readPdf(new Uint8Array(await printed.arrayBuffer()))
  expect(file).toMatchObject({
    title: 'Menù di settembre 2026: Refezione',
    language: 'it-IT',
  })
  expect(file.text).toContain('ATTENZIONE: contiene glutine, escluso dalla dieta')
  expect(file.text).toContain('ATTENZIONE: può contenere un allergene escluso')
  expect(file.text).toContain('(nessun allergene)')
  // 22 school days and the headings.
  expect(file.tags.filter((tag) => tag === 'TR')).toHaveLength(23)
  expect((await page(ofThird, coeliac)).status).toBe(404)
  expect((await ask(GET_FILE, ofThird, month)).status).toBe(404)
})

test('the office reads in a sentence why a menu is not kept: two at once, a rotation with gaps, a dish said both ways', async () => {
  const serviceId = await given.service()
  const sign = { email: 'menu@example.org', password: 'una frase per il menù del mese' }
  await payload.create({
    collection: 'staff',
    data: { ...sign, name: 'Ufficio', roles: ['office'], active: true },
  })
  const { token = '' } = await payload.login({ collection: 'staff', data: sign })
  const dish = await payload.create({
    collection: 'dishes',
    data: { name: `Pane ${serviceId}`, course: 'side', allergens: ['gluten'] },
  })
  const menu = (over: object = {}) => ({
    name: 'Inverno',
    service: serviceId,
    weeks: 1,
    validFrom: '2026-09-01T12:00:00Z',
    validTo: '2027-03-31T12:00:00Z',
    days: menuDays(1).map((day) => ({ ...day, dishes: [dish.id] })),
    ...over,
  })
  const said = async (path: string, body: object) => {
    const { status, text } = await askOffice(`/${path}`, { method: 'POST', body, token })
    return [status, text]
  }
  expect((await said('menus', menu()))[0]).toBe(201)
  expect(await said('menus', menu({ validFrom: '2027-03-31T12:00:00Z', validTo: null }))).toEqual([
    409,
    expect.stringContaining('ha già un menù: prima imposta la fine di quello'),
  ])
  // A level's own menu stands beside the general one, but not beside another of its own.
  expect((await said('menus', menu({ level: 'preschool' })))[0]).toBe(201)
  expect(await said('menus', menu({ level: 'preschool', validTo: '2026-09-01T12:00:00Z' }))).toEqual([
    409,
    expect.stringContaining('ha già un menù per questo ordine di scuola'),
  ])
  expect(await said('menus', menu({ validFrom: '2027-04-01T12:00:00Z', validTo: null, weeks: 2 }))).toEqual([
    400,
    expect.stringContaining('Mancano i piatti di: settimana 2, lunedì'),
  ])
  expect(
    await said('dishes', {
      name: `Riso ${serviceId}`,
      course: 'first',
      allergens: ['milk'],
      noAllergens: true,
    }),
  ).toEqual([400, expect.stringContaining('togli quelli o questa spunta')])
})
