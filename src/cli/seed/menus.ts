import { type CivilDate, civilDate } from '@/shared/dates'
import type { SchoolYear } from './calendar'
import { NIDO, REFEZIONE } from './services'

type Course = 'first' | 'second' | 'side' | 'single' | 'fruit' | 'snack'
/** `allergens` null: nobody has written them down yet, and families read that. */
export type Dish = { id: number; name: string; course: Course; allergens: readonly string[] | null }
export type Menu = {
  id: number
  name: string
  serviceId: number
  weeks: number
  from: CivilDate
  to: CivilDate
  days: { week: number; weekday: number; dishIds: number[] }[]
}

const PASTA = ['gluten']
const NONE: readonly string[] = []

/** Dishes by a short name for the tables below. */
const DISHES = {
  pomodoro: ['Pasta al pomodoro', 'first', PASTA],
  ragu: ['Pasta al ragù di manzo', 'first', ['gluten', 'celery', 'sulphites']],
  pesto: ['Pasta al pesto', 'first', ['gluten', 'milk', 'nuts']],
  tonno: ['Pasta al tonno', 'first', ['gluten', 'fish']],
  olio: ['Pasta all’olio e parmigiano', 'first', ['gluten', 'milk']],
  tagliatelle: ['Tagliatelle al ragù vegetale', 'first', ['gluten', 'eggs', 'celery', 'soybeans']],
  gnocchi: ['Gnocchi al pomodoro', 'first', ['gluten', 'eggs', 'sulphites']],
  riso: ['Riso all’olio e parmigiano', 'first', ['milk']],
  risotto: ['Risotto allo zafferano', 'first', ['milk', 'celery']],
  zucca: ['Risotto alla zucca', 'first', ['milk', 'celery']],
  passatelli: ['Passatelli in brodo', 'first', ['gluten', 'eggs', 'milk', 'celery']],
  minestrone: ['Minestrone con orzo', 'first', ['gluten', 'celery']],
  legumi: ['Crema di legumi con crostini', 'first', ['gluten', 'celery']],
  insalataRiso: ['Insalata di riso', 'first', ['eggs', 'fish', 'milk']],
  fredda: ['Pasta fredda con pomodorini e mozzarella', 'first', ['gluten', 'milk']],
  lasagne: ['Lasagne al forno', 'single', ['gluten', 'eggs', 'milk', 'celery']],
  pizza: ['Pizza margherita', 'single', ['gluten', 'milk']],
  polenta: ['Polenta con spezzatino di manzo', 'single', ['celery', 'sulphites']],
  pollo: ['Petto di pollo al limone', 'second', ['gluten']],
  coscia: ['Coscia di pollo al forno', 'second', NONE],
  tacchino: ['Arrosto di tacchino', 'second', ['celery']],
  polpette: ['Polpette di manzo al pomodoro', 'second', ['gluten', 'eggs', 'milk']],
  hamburger: ['Hamburger di manzo alla piastra', 'second', NONE],
  merluzzo: ['Filetto di merluzzo gratinato', 'second', ['fish', 'gluten']],
  platessa: ['Platessa al forno', 'second', ['fish']],
  seppie: ['Seppie con piselli', 'second', ['molluscs', 'sulphites']],
  frittata: ['Frittata con zucchine', 'second', ['eggs', 'milk']],
  uovo: ['Uovo sodo', 'second', ['eggs']],
  caciotta: ['Caciotta', 'second', ['milk']],
  mozzarella: ['Mozzarella', 'second', ['milk']],
  prosciutto: ['Prosciutto cotto', 'second', NONE],
  ceci: ['Polpette di ceci', 'second', ['gluten', 'sesame']],
  lenticchie: ['Lenticchie in umido', 'second', ['celery']],
  carote: ['Carote julienne', 'side', NONE],
  insalata: ['Insalata verde', 'side', NONE],
  finocchi: ['Finocchi gratinati', 'side', ['gluten', 'milk']],
  piselli: ['Piselli al tegame', 'side', NONE],
  fagiolini: ['Fagiolini all’olio', 'side', NONE],
  patate: ['Patate al forno', 'side', NONE],
  pure: ['Purè di patate', 'side', ['milk']],
  spinaci: ['Spinaci all’olio', 'side', NONE],
  zucchine: ['Zucchine trifolate', 'side', NONE],
  pomodori: ['Pomodori in insalata', 'side', NONE],
  mela: ['Mela', 'fruit', NONE],
  pera: ['Pera', 'fruit', NONE],
  arancia: ['Arancia', 'fruit', NONE],
  banana: ['Banana', 'fruit', NONE],
  pesca: ['Pesca', 'fruit', NONE],
  macedonia: ['Macedonia di frutta', 'fruit', NONE],
  yogurt: ['Yogurt alla frutta', 'fruit', ['milk']],
  // One dish still has to be declared, as it happens: families and kitchen read it.
  dolce: ['Dolce del mese', 'fruit', null],
  panMarmellata: ['Pane e marmellata', 'snack', ['gluten']],
  latteBiscotti: ['Latte e biscotti', 'snack', ['gluten', 'milk', 'eggs']],
  frutta: ['Frutta fresca frullata', 'snack', NONE],
  crema: ['Crema di riso al parmigiano', 'first', ['milk']],
  semolino: ['Semolino in brodo vegetale', 'first', ['gluten', 'celery']],
  omogeneizzato: ['Pollo tritato', 'second', NONE],
  ricotta: ['Ricotta', 'second', ['milk']],
} as const satisfies Record<string, readonly [string, Course, readonly string[] | null]>
type Name = keyof typeof DISHES

const NAMES = Object.keys(DISHES) as Name[]
const idOf = (name: Name) => NAMES.indexOf(name) + 1

export const generateDishes = (): Dish[] =>
  NAMES.map((key) => {
    const [name, course, allergens] = DISHES[key]
    return { id: idOf(key), name, course, allergens }
  })

/** Seven days a week, for a demo is opened on Sundays too; the dishes of a day by their short names. */
type Week = readonly [string, string, string, string, string, string, string]

const WINTER: readonly Week[] = [
  [
    'pomodoro coscia carote mela',
    'minestrone caciotta patate pera',
    'risotto tacchino piselli arancia',
    'olio merluzzo spinaci banana',
    'lasagne insalata mela',
    'riso pollo carote mela',
    'pomodoro uovo insalata pera',
  ],
  [
    'ragu mozzarella insalata mela',
    'legumi frittata carote arancia',
    'zucca polpette fagiolini pera',
    'pesto platessa pure banana',
    'pizza carote macedonia',
    'olio tacchino piselli mela',
    'riso caciotta carote arancia',
  ],
  [
    'gnocchi hamburger spinaci arancia',
    'passatelli ceci carote mela',
    'tonno lenticchie insalata pera',
    'polenta finocchi banana',
    'riso seppie carote dolce',
    'pomodoro coscia patate mela',
    'olio prosciutto insalata pera',
  ],
  [
    'tagliatelle uovo piselli pera',
    'minestrone prosciutto pure mela',
    'pomodoro merluzzo insalata arancia',
    'risotto pollo fagiolini yogurt',
    'ragu lenticchie finocchi banana',
    'riso tacchino carote mela',
    'pomodoro frittata patate arancia',
  ],
]

const SUMMER: readonly Week[] = [
  [
    'pomodoro pollo zucchine pesca',
    'insalataRiso pomodori banana',
    'pesto mozzarella insalata macedonia',
    'olio platessa carote pera',
    'pizza fagiolini mela',
    'riso coscia carote pesca',
    'fredda prosciutto pomodori mela',
  ],
  [
    'fredda hamburger carote mela',
    'riso frittata zucchine pesca',
    'tonno ceci insalata pera',
    'pomodoro tacchino patate yogurt',
    'gnocchi merluzzo pomodori macedonia',
    'olio pollo insalata mela',
    'riso uovo carote banana',
  ],
  [
    'ragu caciotta pomodori pera',
    'pesto uovo carote pesca',
    'risotto polpette fagiolini mela',
    'insalataRiso zucchine banana',
    'pomodoro seppie insalata dolce',
    'fredda coscia carote mela',
    'olio mozzarella pomodori pesca',
  ],
  [
    'olio lenticchie carote macedonia',
    'pomodoro prosciutto zucchine mela',
    'riso pollo pomodori pesca',
    'fredda frittata insalata pera',
    'tonno mozzarella fagiolini banana',
    'riso tacchino carote mela',
    'pomodoro caciotta insalata pesca',
  ],
]

const NURSERY: readonly Week[] = [
  [
    'crema omogeneizzato carote mela panMarmellata',
    'semolino ricotta pure pera frutta',
    'pomodoro platessa zucchine banana latteBiscotti',
    'crema tacchino carote mela frutta',
    'semolino lenticchie pure pera panMarmellata',
    'crema omogeneizzato carote mela frutta',
    'pomodoro ricotta zucchine pera frutta',
  ],
  [
    'pomodoro ricotta carote banana frutta',
    'crema platessa pure mela latteBiscotti',
    'semolino omogeneizzato zucchine pera panMarmellata',
    'riso lenticchie carote banana frutta',
    'crema tacchino pure mela latteBiscotti',
    'semolino ricotta carote pera frutta',
    'crema omogeneizzato zucchine mela frutta',
  ],
]

const daysOf = (weeks: readonly Week[]): Menu['days'] =>
  weeks.flatMap((week, index) =>
    week.map((dishes, day) => ({
      week: index + 1,
      weekday: day + 1,
      dishIds: dishes.split(' ').map((name) => idOf(name as Name)),
    })),
  )

/** Two seasons of the canteen and one menu of the nurseries, from the first day of a school year to its last. */
export const generateMenus = ({ name, from, to }: SchoolYear): Menu[] => {
  const spring = civilDate(`${to.slice(0, 4)}-04-01`)
  return [
    {
      name: 'Autunno e inverno',
      serviceId: REFEZIONE,
      weeks: WINTER,
      from,
      to: civilDate(`${to.slice(0, 4)}-03-31`),
    },
    { name: 'Primavera ed estate', serviceId: REFEZIONE, weeks: SUMMER, from: spring, to },
    { name: 'Nidi', serviceId: NIDO, weeks: NURSERY, from, to },
  ].map(({ weeks, ...menu }, index) => ({
    ...menu,
    id: index + 1,
    name: `${menu.name} ${name}`,
    weeks: weeks.length,
    days: daysOf(weeks),
  }))
}
