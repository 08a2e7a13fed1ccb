import { fieldOf, form, hiddenField, type Refused, radioGroup, submitButton, textField } from '@/ui/forms'
import type { Html } from '@/ui/html'

/*
 * The forms of what a family asks of a day or of a period. The pages show them, and the app's worker without a network,
 * so they know nothing of the server.
 */

/** Whom a request is about, and who asks it. */
export type Asking = {
  figlio: number
  servizio: string
  /** The account signed in: what the app keeps is sent from that one only. */
  accesso: number
  /** The child and the service in words, for the list of what waits in the app. */
  per: string
  /** Else it is the bus, whose rides are cancelled. */
  servesMeals: boolean
}

/** The hidden fields of a request; a refused form keeps its key: sent again it is the same request. */
export const askingKeys = (
  { figlio, servizio }: Pick<Asking, 'figlio' | 'servizio'>,
  refused: Refused | null,
): Html[] => [
  hiddenField('figlio', figlio),
  hiddenField('servizio', servizio),
  hiddenField('chiave', refused?.values.chiave ?? crypto.randomUUID()),
]

/** As `askingKeys`, for a request that the app may keep while there is no network. */
export const keptKeys = (asking: Omit<Asking, 'servesMeals'>, refused: Refused | null): Html[] => [
  ...askingKeys(asking, refused),
  hiddenField('accesso', asking.accesso),
  hiddenField('per', asking.per),
]

const ACTIONS = {
  disdici: { meals: 'Disdici il pasto', rides: 'Disdici le corse del giorno', className: 'btn btn-primary' },
  bianco: {
    meals: 'Chiedi il pasto in bianco',
    rides: 'Chiedi il pasto in bianco',
    className: 'btn btn-outline-primary',
  },
  ripristina: { meals: 'Ripristina il pasto', rides: 'Ripristina le corse', className: 'btn btn-primary' },
} as const
export type DayAction = keyof typeof ACTIONS

/** The form that asks one thing of one day. */
export const dayForm = (
  name: DayAction,
  asking: Asking & { giorno: string },
  refused: Refused | null = null,
): Html => {
  const { className, ...labels } = ACTIONS[name]
  const label = labels[asking.servesMeals ? 'meals' : 'rides']
  return form(
    [keptKeys(asking, refused), hiddenField('giorno', asking.giorno), submitButton(label, { className })],
    { name, refused, className: 'mb-3' },
  )
}

/** The form that cancels a period or takes that back. */
export const periodForm = (asking: Asking, hint: string, refused: Refused | null = null): Html =>
  form(
    [
      keptKeys(asking, refused),
      textField({ ...fieldOf(refused, 'dal'), label: 'Dal', type: 'date', required: true }),
      textField({ ...fieldOf(refused, 'al'), label: 'Al', type: 'date', required: true, hint }),
      radioGroup({
        ...fieldOf(refused, 'cosa', 'disdici'),
        label: 'Che cosa',
        required: true,
        options: [
          { value: 'disdici', label: asking.servesMeals ? 'Disdici i pasti' : 'Disdici le corse' },
          {
            value: 'ripristina',
            label: asking.servesMeals ? 'Ripristina i pasti disdetti' : 'Ripristina le corse disdette',
          },
        ],
      }),
      submitButton('Invia la richiesta'),
    ],
    { refused },
  )
