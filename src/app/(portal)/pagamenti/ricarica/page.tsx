import { randomUUID } from 'node:crypto'
import type { Metadata } from 'next'
import { requireGuardian } from '@/http/guardian-session'
import { type TopUpWallet, topUpWallets } from '@/modules/payments'
import { formatEuro } from '@/shared/money'
import { DefinitionList } from '@/ui/definition-list'
import { EmptyState } from '@/ui/feedback'
import { AmountField, FormErrorSummary, RadioGroup, RequiredNote, SelectField } from '@/ui/forms'
import { orAway } from '../../or-away'
import { channelLabels } from '../labels'
import { PaymentsShell } from '../payments-shell'
import { ConfirmForm } from './confirm-form'
import { type OrderForm, readOrder, walletKey } from './order'
import { QuickAmounts } from './quick-amounts'

export const metadata: Metadata = { title: 'Effettua una ricarica' }

const query = (values: Record<string, string>) => new URLSearchParams(values).toString()

export default orAway(async function TopUpPage({ searchParams }: PageProps<'/pagamenti/ricarica'>) {
  const asked = await searchParams
  const texts = Object.entries(asked).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  )
  const here = texts.length > 0 ? `?${query(Object.fromEntries(texts))}` : ''
  const ctx = await requireGuardian(`/pagamenti/ricarica${here}`)
  const wallets = await topUpWallets(ctx)
  const form = readOrder(asked, wallets)
  return (
    <PaymentsShell
      ctx={ctx}
      path={[{ label: 'Ricarica' }]}
      title={form.order ? 'Riepilogo della ricarica' : 'Effettua una ricarica'}
    >
      <p className="text-uppercase small fw-semibold">
        {form.order ? 'Passo 2 di 2: riepilogo e conferma' : 'Passo 1 di 2: dati della ricarica'}
      </p>
      {wallets.length === 0 ? (
        <EmptyState title="Nessun servizio da ricaricare">
          <p>Il bambino non è iscritto a servizi che si pagano con il credito.</p>
        </EmptyState>
      ) : form.order ? (
        <Summary order={form.order} values={form.values} />
      ) : (
        <OrderFields form={form} wallets={wallets} />
      )}
    </PaymentsShell>
  )
})

const OrderFields = ({ form: { values, errors }, wallets }: { form: OrderForm; wallets: TopUpWallet[] }) => {
  const isOneChild = new Set(wallets.map(({ childId }) => childId)).size === 1
  const chosen = wallets.find((wallet) => walletKey(wallet) === values.servizio)
  return (
    <form method="get" action="/pagamenti/ricarica" noValidate>
      <FormErrorSummary errors={errors} />
      <RequiredNote />
      <input type="hidden" name="passo" value="riepilogo" />
      <SelectField
        name="servizio"
        label="Servizio"
        required
        placeholder="Scegli il servizio"
        options={wallets.map((wallet) => ({
          value: walletKey(wallet),
          label: isOneChild ? wallet.serviceName : `${wallet.serviceName} - ${wallet.childName}`,
        }))}
        defaultValue={values.servizio}
        error={errors.servizio}
      />
      <AmountField
        name="importo"
        label="Importo"
        required
        hint={
          chosen
            ? `Da ${formatEuro(chosen.minCents)} a ${formatEuro(chosen.maxCents)}, ad esempio 20 oppure 20,50`
            : 'Ad esempio 20 oppure 20,50'
        }
        defaultValue={values.importo}
        error={errors.importo}
      />
      <QuickAmounts field="importo" />
      <RadioGroup
        name="modo"
        label="Come pagare"
        required
        options={[
          {
            value: 'online',
            label: channelLabels.online,
            hint: 'Subito, con carta, conto o app: si prosegue sul sito di pagoPA',
          },
          {
            value: 'notice',
            label: 'Genera avviso pagamento',
            hint: 'Si ottiene un codice avviso da pagare in banca, alla posta, dal tabaccaio o con l’home banking',
          },
        ]}
        defaultValue={values.modo}
        error={errors.modo}
      />
      <button type="submit" className="btn btn-primary">
        Continua
      </button>
    </form>
  )
}

const Summary = ({
  order,
  values,
}: {
  order: NonNullable<OrderForm['order']>
  values: OrderForm['values']
}) => (
  <>
    <p>Controlla i dati prima di confermare: fino alla conferma non viene registrato nulla.</p>
    <DefinitionList
      items={[
        { term: 'Servizio', value: order.wallet.serviceName },
        { term: 'Bambino', value: order.wallet.childName },
        { term: 'Importo', value: formatEuro(order.cents) },
        { term: 'Credito attuale', value: formatEuro(order.wallet.balanceCents) },
        { term: 'Come pagare', value: channelLabels[order.channel] },
      ]}
    />
    {order.channel === 'online' ? (
      <p>
        Dopo la conferma si prosegue sul sito di pagoPA. Il prestatore di servizi scelto può applicare una
        commissione, che non entra nel credito.
      </p>
    ) : (
      <p>Dopo la conferma si ottiene il codice avviso, con cui pagare dove si preferisce.</p>
    )}
    <ConfirmForm
      hidden={{
        figlio: String(order.wallet.childId),
        servizio: String(order.wallet.serviceId),
        importo: order.amount,
        modo: order.channel,
        chiave: randomUUID(),
      }}
      label={order.channel === 'online' ? 'Conferma e paga' : 'Conferma e genera avviso'}
    />
    <p className="mt-3">
      <a href={`/pagamenti/ricarica?${query(values)}`}>Modifica i dati</a>
    </p>
  </>
)
