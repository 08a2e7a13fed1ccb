import type { Ctx, PrincipalOf } from '@/modules/identity'
import { CHILDREN_FOUND_MAX, type FoundChild, findChildren } from '@/modules/office-money'
import { formatEuro } from '@/shared/money'
import { dataTable } from '@/ui/data-table'
import { emptyState } from '@/ui/feedback'
import { form, submitButton, textField } from '@/ui/forms'
import { type Html, html } from '@/ui/html'

/** How the office names a child. */
export const childLabel = ({ surname, name, childCode }: FoundChild): string =>
  `${surname} ${name} (${childCode})`

/** The wallets of a child as choices; with `isNamed` they say whose they are. */
export const walletOptions = (child: FoundChild, isNamed = false): { value: string; label: string }[] =>
  child.wallets.map(({ serviceId, serviceName, balanceCents }) => ({
    value: `${child.childId}:${serviceId}`,
    label: `${isNamed ? `${child.surname} ${child.name}, ` : ''}${serviceName}, credito ${formatEuro(balanceCents)}`,
  }))

/** Looks for a child by its code or surname; each one found leads to `hrefOf`. */
export const childSearch = async (
  ctx: Ctx<PrincipalOf<'staff'>>,
  typed: string | undefined,
  hrefOf: (child: FoundChild) => string,
): Promise<Html> => {
  const children = typed === undefined ? null : await findChildren(ctx, typed)
  return html`${form(
    [
      textField({
        name: 'cerca',
        label: 'Bambino',
        type: 'search',
        required: true,
        hint: 'Codice utente, oppure l’inizio del cognome (e del nome)',
        value: typed,
        autocomplete: 'off',
        maxlength: 60,
      }),
      submitButton('Cerca'),
    ],
    { method: 'get' },
  )}${
    children &&
    (children.length === 0
      ? emptyState(
          'Nessun bambino trovato',
          html`<p>Controlla il codice, o scrivi almeno due lettere del cognome.</p>`,
        )
      : dataTable(
          'Bambini trovati',
          [{ label: 'Bambino' }, { label: 'Classe' }, { label: 'Credito' }],
          children.map((child) => [
            html`<a href="${hrefOf(child)}">${childLabel(child)}</a>`,
            child.className ?? '',
            child.wallets
              .map(({ serviceName, balanceCents }) => `${serviceName} ${formatEuro(balanceCents)}`)
              .join('; '),
          ]),
        ))
  }${
    children?.length === CHILDREN_FOUND_MAX &&
    html`<p>Sono mostrati i primi ${CHILDREN_FOUND_MAX}: scrivi di più per restringere la ricerca.</p>`
  }`
}
