import { addDays, type CivilDate, formatDay } from '@/shared/dates'
import type { SchoolYear } from './calendar'

type Node = Record<string, unknown>
type Document = { root: Node }

const text = (content: string): Node => ({
  type: 'text',
  version: 1,
  text: content,
  format: 0,
  mode: 'normal',
  style: '',
  detail: 0,
})
const block = (node: Node): Node => ({ version: 1, format: '', indent: 0, direction: 'ltr', ...node })

/** Plain paragraphs, `## headings` and `- list items` as the editor of Payload stores them. */
export const richText = (source: string): Document => {
  const children: Node[] = []
  for (const line of source.split('\n').map((one) => one.trim())) {
    if (line === '') continue
    if (line.startsWith('## ')) {
      children.push(block({ type: 'heading', tag: 'h2', children: [text(line.slice(3))] }))
    } else if (line.startsWith('- ')) {
      const last = children.at(-1)
      const list =
        last?.type === 'list'
          ? last
          : block({ type: 'list', listType: 'bullet', tag: 'ul', start: 1, children: [] })
      if (list !== last) children.push(list)
      const items = list.children as Node[]
      items.push(block({ type: 'listitem', value: items.length + 1, children: [text(line.slice(2))] }))
    } else {
      children.push(block({ type: 'paragraph', textFormat: 0, textStyle: '', children: [text(line)] }))
    }
  }
  return { root: block({ type: 'root', children }) }
}

export type NewsItem = {
  title: string
  slug: string
  summary: string
  body: Document
  publishedOn: CivilDate
}

/** What the education office would have published in the last months. */
export const generateNews = (year: SchoolYear, today: CivilDate): NewsItem[] => {
  const nextBreak = year.closures.find(({ from, to }) => from > today && to > from)
  const pause = nextBreak
    ? `Durante la pausa «${nextBreak.note}» la refezione e lo scuolabus sono sospesi dal ${formatDay(nextBreak.from)} al ${formatDay(nextBreak.to)}, compresi.`
    : 'Nelle giornate di chiusura delle scuole la refezione e lo scuolabus sono sospesi.'
  const items: (Omit<NewsItem, 'body' | 'publishedOn'> & { daysAgo: number; text: string })[] = [
    {
      daysAgo: 2,
      title: 'Chiusure delle scuole: quando la mensa non funziona',
      slug: 'chiusure-delle-scuole',
      summary: 'Nei giorni di chiusura non si registrano presenze e non si addebita alcun pasto.',
      text: `${pause}
        Nei giorni di chiusura i tablet delle scuole non registrano presenze: non serve avvisare e non viene addebitato nulla.
        ## Dove si vedono
        I giorni di chiusura sono indicati nel calendario della pagina Presenze. Chiusure decise all’ultimo momento, per neve o per sciopero, compaiono nello stesso calendario appena l’ufficio le registra.`,
    },
    {
      daysAgo: 9,
      title: 'Ricaricare il credito online con pagoPA',
      slug: 'ricaricare-online-con-pagopa',
      summary: 'Bastano pochi minuti da telefono: l’importo pagato si vede subito nel credito del servizio.',
      text: `Il credito di ciascun servizio si ricarica dalla pagina Pagamenti, con l’importo che la famiglia preferisce e in qualunque momento.
        ## I due modi
        - PagoPa - Pagamento OnLine: si paga subito con carta, conto o app di pagamento.
        - Genera avviso pagamento: si ottiene un codice avviso da pagare in banca, alle poste, in tabaccheria o dal proprio home banking.
        ## Quanto tempo serve
        Il pagamento online è accreditato in pochi secondi. Un avviso pagato allo sportello compare nel credito appena la banca lo comunica, di norma in giornata.
        Ogni ricarica riguarda un figlio e un servizio.`,
    },
    {
      daysAgo: 16,
      title: 'Il menu invernale è in vigore',
      slug: 'menu-invernale',
      summary:
        'Cinque settimane a rotazione, con frutta e verdura di stagione e due piatti a base di legumi.',
      text: `Da questo mese le cucine seguono il menu invernale, articolato su cinque settimane e approvato dal servizio dietetico dell’azienda sanitaria.
        ## Che cosa cambia
        - Più zuppe e minestre, con verdure di stagione.
        - Due volte alla settimana un piatto a base di legumi.
        - Frutta a metà mattina nelle scuole primarie che hanno aderito al progetto.
        Le diete speciali seguono lo stesso menu, con le sostituzioni necessarie.`,
    },
    {
      daysAgo: 27,
      title: 'Diete speciali: come chiederle',
      slug: 'diete-speciali',
      summary:
        'Serve il certificato per motivi di salute; basta una dichiarazione per motivi etici o religiosi.',
      text: `La richiesta di una dieta speciale si presenta all’ufficio, che la inoltra al servizio dietetico.
        ## Che cosa serve
        - Per motivi di salute: il certificato del medico curante o dello specialista.
        - Per motivi etici o religiosi: una dichiarazione firmata da un genitore.
        - Per un’indisposizione di pochi giorni: basta chiedere alla scuola il pasto in bianco, al massimo per tre giorni.
        ## Riservatezza
        La scuola e la cucina vedono soltanto il tipo di dieta da preparare. Il motivo e il certificato li legge solo il servizio dietetico.`,
    },
    {
      daysAgo: 41,
      title: 'Scuolabus: regole per salire a bordo',
      slug: 'scuolabus-regole',
      summary:
        'Alla fermata con cinque minuti di anticipo; alla discesa i più piccoli sono affidati a un adulto.',
      text: `Il servizio di scuolabus è riservato a chi è iscritto e ha versato la quota annuale.
        - Presentarsi alla fermata cinque minuti prima dell’orario.
        - I bambini della scuola dell’infanzia e della primaria scendono solo se alla fermata c’è un genitore o una persona delegata.
        - Le deleghe si consegnano all’ufficio, con copia del documento della persona delegata.
        L’accompagnatore registra le presenze su un tablet: la famiglia le vede nella pagina Presenze.`,
    },
    {
      daysAgo: 58,
      title: 'Come leggere le presenze e gli addebiti',
      slug: 'come-leggere-le-presenze',
      summary: 'La presenza registrata a scuola si vede la mattina stessa, con il costo del pasto.',
      text: `Ogni mattina il personale della scuola registra su un tablet chi si ferma a mensa. La cucina riceve subito il numero dei pasti e la famiglia vede la presenza nel portale.
        ## Se la presenza è sbagliata
        Conviene avvisare la scuola in giornata: la correzione annulla l’addebito. Nei giorni seguenti ci si rivolge all’ufficio.
        ## Se il credito finisce
        Il bambino mangia comunque. Il credito diventa negativo e va ripristinato con una ricarica.`,
    },
    {
      daysAgo: 75,
      title: `Al via i servizi scolastici ${year.name}`,
      slug: `servizi-scolastici-${year.name.replace('/', '-')}`,
      summary: 'Le date di avvio di nido, refezione e scuolabus, e le credenziali per le nuove famiglie.',
      text: `Con l’inizio delle lezioni ripartono i servizi per le scuole.
        - Nidi d’infanzia: dal ${formatDay(year.nursery.from)}.
        - Scuolabus: dal ${formatDay(year.lessons.from)}.
        - Refezione nelle scuole dell’infanzia: dal ${formatDay(year.preschoolCanteen.from)}.
        - Refezione nelle scuole primarie e secondarie: dal ${formatDay(year.canteen.from)}.
        ## Credenziali
        Le famiglie dei bambini iscritti per la prima volta ricevono la lettera con il codice utente e la password. Chi ha già un codice continua a usare quello. Il credito dell’anno precedente è stato mantenuto.`,
    },
  ]
  return items.map(({ daysAgo, text: source, ...item }) => ({
    ...item,
    body: richText(source),
    publishedOn: addDays(today, -daysAgo),
  }))
}

export type DemoCommunication = {
  id: number
  subject: string
  body: string
  schoolId: number | null
  classId: number | null
  sentOn: CivilDate
}

/** Messages of the office: to everybody, to a school, to a class. */
export const generateCommunications = (
  today: CivilDate,
  schoolId: number,
  classId: number,
): DemoCommunication[] => [
  {
    id: 1,
    subject: 'Verifica dei recapiti',
    body: 'Si chiede di controllare nella pagina Anagrafica il numero di cellulare e l’indirizzo e-mail: l’ufficio li usa per le comunicazioni urgenti, ad esempio in caso di chiusura per maltempo.',
    schoolId: null,
    classId: null,
    sentOn: addDays(today, -34),
  },
  {
    id: 2,
    subject: 'Assemblea della commissione mensa',
    body: 'I genitori che desiderano far parte della commissione mensa della scuola possono segnalarlo all’ufficio entro la fine del mese. La commissione assaggia i pasti e propone miglioramenti al menu.',
    schoolId,
    classId: null,
    sentOn: addDays(today, -20),
  },
  {
    id: 3,
    subject: 'Uscita didattica: pranzo al sacco',
    body: 'Il giorno dell’uscita didattica la cucina prepara il pranzo al sacco per chi usa la refezione. Chi non partecipa all’uscita mangia a scuola come al solito.',
    schoolId: null,
    classId,
    sentOn: addDays(today, -6),
  },
]
