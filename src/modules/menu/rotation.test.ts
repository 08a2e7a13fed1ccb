// Guarantee: a menu is whole before it is kept: each school day of each week once, with dishes.
import { describe, expect, test } from 'vitest'
import { menuDays, menuGaps } from './rotation'

const whole = menuDays(2).map((day) => ({ ...day, dishes: [1] }))

describe('menuGaps', () => {
  test.each([
    ['a whole rotation', 2, whole, null],
    ['a Saturday more', 2, [...whole, { week: 1, weekday: '6', dishes: [2] }], null],
    ['a day left out', 2, whole.slice(1), 'Mancano i piatti di: settimana 1, lunedì'],
    [
      'a day without dishes',
      2,
      [...whole.slice(0, -1), { week: 2, weekday: '5', dishes: [] }],
      'Mancano i piatti di: settimana 2, venerdì',
    ],
    ['a day twice', 2, [...whole, whole[0] ?? {}], 'Giorni scritti due volte: settimana 1, lunedì'],
    [
      'a week too many',
      1,
      whole,
      'Settimane della rotazione: 1. Togli settimana 2, lunedì; settimana 2, martedì; settimana 2, mercoledì; settimana 2, giovedì; settimana 2, venerdì',
    ],
    ['nothing yet', 1, [], expect.stringContaining('settimana 1, venerdì')],
  ])('%s', (_, weeks, days, said) => {
    expect(menuGaps(weeks, days)).toEqual(said)
  })
})
