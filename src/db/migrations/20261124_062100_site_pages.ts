import { type MigrateDownArgs, type MigrateUpArgs, sql } from '@payloadcms/db-postgres'

/*
 * Why: the pages that every public service must have (privacy, legal notes, questions, complaints, accessibility), so
 * that the footer leads somewhere from the first day. The editors change them in the admin; a page already there stays.
 * Locks: none beyond the rows it adds.
 * Checked: migrated from empty; the pages open in the admin and on the site (tests/integration/family/contents.test.ts).
 */

const textNode = (text: string) => ({
  type: 'text',
  version: 1,
  text,
  format: 0,
  mode: 'normal',
  style: '',
  detail: 0,
})

/** Splits `Text [link](/address) text` into the editor's nodes. */
const inline = (line: string): unknown[] =>
  line.split(/(\[[^\]]+\]\([^)]+\))/).flatMap((part): unknown[] => {
    const link = /^\[([^\]]+)\]\(([^)]+)\)$/.exec(part)
    if (!link) return part === '' ? [] : [textNode(part)]
    const [, text = '', url = ''] = link
    return [
      {
        type: 'link',
        version: 3,
        direction: 'ltr',
        format: '',
        indent: 0,
        fields: { linkType: 'custom', url, newTab: false },
        children: [textNode(text)],
      },
    ]
  })

const block = (node: Record<string, unknown>): Record<string, unknown> => ({
  version: 1,
  direction: 'ltr',
  format: '',
  indent: 0,
  ...node,
})

/** The editor's document of a text: `## ` opens a heading, `- ` an item, anything else a paragraph. */
const document = (text: string) => {
  const children: Record<string, unknown>[] = []
  for (const line of text
    .trim()
    .split('\n')
    .map((part) => part.trim())
    .filter(Boolean)) {
    const last = children.at(-1)
    if (line.startsWith('## ')) {
      children.push(block({ type: 'heading', tag: 'h2', children: inline(line.slice(3)) }))
    } else if (line.startsWith('- ')) {
      const list =
        last?.type === 'list'
          ? last
          : block({ type: 'list', listType: 'bullet', tag: 'ul', start: 1, children: [] })
      if (list !== last) children.push(list)
      const items = list.children as unknown[]
      items.push(block({ type: 'listitem', value: items.length + 1, children: inline(line.slice(2)) }))
    } else {
      children.push(block({ type: 'paragraph', textFormat: 0, textStyle: '', children: inline(line) }))
    }
  }
  return { root: block({ type: 'root', children }) }
}

const PAGES = [
  {
    slug: 'privacy',
    title: 'Informativa privacy',
    text: `
      Questa pagina spiega come il Comune tratta i dati personali di chi usa il Portale Genitori, ai sensi degli articoli 13 e 14 del Regolamento (UE) 2016/679.
      ## Chi tratta i dati
      Titolare del trattamento è il Comune, i cui recapiti sono nella pagina [Contatti](/contatti). Il responsabile della protezione dei dati si raggiunge agli indirizzi pubblicati sul sito istituzionale del Comune.
      I fornitori del servizio (gestione del portale, ristorazione, trasporto, riscossione) trattano i dati solo per conto del Comune, come responsabili nominati ai sensi dell’articolo 28 del Regolamento.
      ## Quali dati e perché
      - Dati anagrafici dei bambini e dei genitori, scuola e classe: per gestire le iscrizioni ai servizi scolastici.
      - Recapiti dei genitori: per le comunicazioni sul servizio.
      - Presenze a mensa e sul trasporto: per preparare i pasti e calcolare il costo.
      - Ricariche, addebiti e pagamenti: per la contabilità e le attestazioni fiscali.
      - Diete speciali: per servire pasti sicuri. Il personale della scuola e della cucina vede soltanto il tipo di dieta, mai il motivo.
      La base giuridica è l’esecuzione di un compito di interesse pubblico (articolo 6, paragrafo 1, lettera e); per le diete speciali, il rilevante interesse pubblico (articolo 9, paragrafo 2, lettera g). Non è chiesto alcun consenso.
      ## Per quanto tempo
      I dati sono conservati per il tempo necessario al servizio e agli obblighi di legge, in particolare quelli contabili e fiscali. Gli accessi al portale sono registrati per ragioni di sicurezza e poi cancellati.
      ## Cookie
      Il portale usa soltanto cookie tecnici propri, necessari all’accesso. Non usa cookie di profilazione né strumenti di terze parti: per questo non compare alcuna richiesta di consenso.
      ## Diritti
      Si può chiedere al Comune l’accesso ai dati, la rettifica, la cancellazione o la limitazione, e opporsi al trattamento, scrivendo ai recapiti della pagina [Contatti](/contatti). Resta il diritto di proporre reclamo al Garante per la protezione dei dati personali.
    `,
  },
  {
    slug: 'note-legali',
    title: 'Note legali',
    text: `
      ## Chi pubblica questo sito
      Il Portale Genitori è un servizio digitale del Comune, che ne cura i contenuti. I recapiti sono nella pagina [Contatti](/contatti).
      ## Uso del servizio
      Il codice utente e la password sono personali: vanno custoditi con cura e non comunicati ad altri. Chi sospetta che qualcuno li conosca cambia subito la password e avvisa l’ufficio.
      ## Disponibilità
      Il Comune si impegna a tenere il servizio sempre disponibile. Le interruzioni programmate sono annunciate tra le [News](/news).
    `,
  },
  {
    slug: 'domande-frequenti',
    title: 'Domande frequenti',
    text: `
      ## Dove trovo il codice utente e la password?
      Sono nella lettera «Codici e credenziali» consegnata alla famiglia, una per ogni bambino. Chi non l’ha ricevuta o l’ha smarrita si rivolge all’ufficio: i recapiti sono nella pagina [Contatti](/contatti).
      ## Ho più figli: devo accedere più volte?
      No. Dopo l’accesso, in [Utility](/utility), si aggiungono gli altri figli con il loro codice e la loro password, una volta sola.
      ## Come funziona il credito?
      Ogni bambino ha un credito per ciascun servizio. La famiglia lo ricarica quando vuole e con l’importo che preferisce; ogni giorno di presenza ne scala il costo.
      ## Il credito non usato si perde?
      No: resta disponibile per l’anno scolastico successivo.
      ## Che cosa succede se il credito finisce?
      Il bambino mangia comunque. Il credito diventa negativo e va ripristinato con una ricarica.
      ## Come si ricarica?
      Da [Pagamenti](/pagamenti), scegliendo il servizio e l’importo: si paga subito online con pagoPA, oppure si genera un avviso di pagamento da usare in banca, alle poste, in tabaccheria o dal proprio home banking.
      ## La presenza di oggi è sbagliata: che cosa faccio?
      Conviene avvisare la scuola, che può correggerla dal tablet. L’addebito viene stornato da solo.
      ## Dove trovo quanto ho speso?
      In [Anagrafica](/anagrafica), alla voce «Dettaglio» di ciascun servizio, ci sono tutti i movimenti.
    `,
  },
  {
    slug: 'segnala-disservizio',
    title: 'Segnala un disservizio',
    text: `
      Un errore nelle presenze o negli addebiti, un pagamento che non risulta, una pagina che non funziona: segnalarlo aiuta a correggerlo per tutti.
      ## Che cosa scrivere
      - Il codice utente del bambino (mai la password).
      - Il giorno, il servizio e che cosa non torna.
      - Per un pagamento, la data, l’importo e il codice dell’avviso.
      - Per una pagina che non funziona, il suo indirizzo e che cosa si stava facendo.
      ## A chi
      All’ufficio, per e-mail o per telefono: recapiti e orari sono nella pagina [Contatti](/contatti). Per una presenza sbagliata di oggi, prima di tutto alla scuola.
    `,
  },
  {
    slug: 'accessibilita',
    title: 'Accessibilità',
    text: `
      Il Portale Genitori è progettato perché chiunque possa usarlo: da telefono, con la sola tastiera, con un lettore di schermo, con caratteri ingranditi.
      ## Che cosa è stato fatto
      - Le pagine seguono le linee guida di design dei servizi digitali della Pubblica Amministrazione e le WCAG 2.1, livello AA.
      - Nessuna informazione è affidata al solo colore.
      - Le pagine si leggono e si usano anche senza JavaScript.
      ## Segnalare un problema
      Chi incontra una difficoltà può scrivere o telefonare all’ufficio, ai recapiti della pagina [Contatti](/contatti): la segnalazione riceve risposta e, se la risposta non basta, ci si può rivolgere al Difensore civico per il digitale presso AgID.
      La dichiarazione di accessibilità è raggiungibile dal fondo di ogni pagina.
    `,
  },
]

export async function up({ db }: MigrateUpArgs): Promise<void> {
  const pages = PAGES.map(({ slug, title, text }) => ({ slug, title, body: document(text) }))
  await db.execute(sql`
    with page as (
      insert into public.pages (title, slug, body, _status)
      select title, slug, body, 'published' from jsonb_to_recordset(${JSON.stringify(pages)}::jsonb) as p (title text, slug text, body jsonb)
      on conflict (slug) do nothing
      returning id, title, slug, body, created_at, updated_at
    )
    insert into public._pages_v (parent_id, version_title, version_slug, version_body, version_updated_at, version_created_at,
                                 version__status, latest)
    select id, title, slug, body, updated_at, created_at, 'published', true from page
  `)
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  const slugs = PAGES.map(({ slug }) => slug)
  await db.execute(sql`
    with page as (select id from public.pages where slug in (select jsonb_array_elements_text(${JSON.stringify(slugs)}::jsonb))),
    version as (delete from public._pages_v where parent_id in (select id from page))
    delete from public.pages where id in (select id from page)
  `)
}
