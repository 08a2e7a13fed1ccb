import { Temporal } from 'temporal-polyfill'
import { isFiscalCode, normaliseFiscalCode } from '@/shared/fiscal-code'
import { toE164 } from '@/shared/phone'

const IMPORTS = ['children', 'guardians', 'schools', 'classes', 'enrolments', 'riders', 'absences'] as const
export type Import = (typeof IMPORTS)[number]

/** A cell's value, or what to do about it. Never repeats the cell: reports carry no personal data. */
export type Reading = { value: string | boolean | string[] } | { problem: string }
export type Column = {
  name: string
  /** Other headers that mean this column; compared without case, accents and signs. */
  aliases: readonly string[]
  required?: boolean
  read: (cell: string) => Reading
}

const text =
  (max: number) =>
  (cell: string): Reading => {
    if (/^[=@\t]/.test(cell) || /^[+-](?!\d)/.test(cell)) {
      return { problem: 'comincia come una formula: togliere il segno iniziale' }
    }
    if (/[\p{Cc}\p{Cf}]/u.test(cell)) return { problem: 'contiene caratteri invisibili: riscriverlo a mano' }
    if (cell.includes('\ufffd') || /Ã[\u0080-\u00bf\u20ac\u201a-\u201e]|â€/.test(cell)) {
      return { problem: 'lettere accentate rovinate: salvare di nuovo il file originale come «CSV UTF-8»' }
    }
    return cell.length > max ? { problem: `più lungo di ${max} caratteri` } : { value: cell }
  }

const code = (cell: string): Reading => {
  if (/^\d+[.,]\d+E\+?\d+$/i.test(cell)) {
    return { problem: 'numero abbreviato dal foglio di calcolo: formattare la colonna come testo' }
  }
  return /^[\p{L}\d][\p{L}\d./_-]{0,39}$/u.test(cell)
    ? { value: cell.toUpperCase() }
    : { problem: 'codice non valido: lettere, cifre, punti e trattini, al massimo 40' }
}

const fiscalCode = (cell: string): Reading =>
  isFiscalCode(cell)
    ? { value: normaliseFiscalCode(cell) }
    : {
        problem: /^\d{1,10}$/.test(cell)
          ? 'codice provvisorio con meno di 11 cifre: rimettere gli zeri iniziali'
          : 'codice fiscale errato: controllare i caratteri e la lettera finale',
      }

/** `31/12/2019`, `31-12-2019`, `31.12.2019` or `2019-12-31`; two-digit years are refused, not guessed. */
const readDay = (cell: string): Reading => {
  const italian = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?: 0?0:00(?::00)?)?$/.exec(cell)
  const iso = /^(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00)?)?$/.exec(cell)
  const [year, month, day] = iso ? iso.slice(1, 4) : italian ? [italian[3], italian[2], italian[1]] : []
  if (!year) return { problem: 'data non riconosciuta: usare gg/mm/aaaa' }
  try {
    const date = Temporal.PlainDate.from(
      { year: Number(year), month: Number(month), day: Number(day) },
      { overflow: 'reject' },
    )
    return date.year >= 1900 && date.year <= 2100
      ? { value: date.toString() }
      : { problem: 'anno fuori posto: usare gg/mm/aaaa' }
  } catch {
    return { problem: 'giorno che non esiste nel calendario' }
  }
}

const plain = (cell: string) =>
  cell
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')

const oneOf =
  (words: Record<string, string>, problem: string) =>
  (cell: string): Reading => {
    const value = Object.hasOwn(words, plain(cell)) ? words[plain(cell)] : undefined
    return value === undefined ? { problem } : { value }
  }

const YES = new Set(['si', 's', '1', 'true', 'vero', 'x', 'yes', 'y'])
const NO = new Set(['no', 'n', '0', 'false', 'falso'])
const yesOrNo = (cell: string): Reading => {
  if (YES.has(plain(cell))) return { value: true }
  return NO.has(plain(cell)) ? { value: false } : { problem: 'scrivere sì oppure no' }
}

const level = oneOf(
  {
    nido: 'nursery',
    nidodinfanzia: 'nursery',
    asilonido: 'nursery',
    nursery: 'nursery',
    infanzia: 'preschool',
    scuoladellinfanzia: 'preschool',
    materna: 'preschool',
    preschool: 'preschool',
    primaria: 'primary',
    scuolaprimaria: 'primary',
    elementare: 'primary',
    primary: 'primary',
    secondaria: 'lowerSecondary',
    secondariadiigrado: 'lowerSecondary',
    secondariadi1grado: 'lowerSecondary',
    scuolasecondariadiigrado: 'lowerSecondary',
    scuolasecondariadi1grado: 'lowerSecondary',
    media: 'lowerSecondary',
    lowersecondary: 'lowerSecondary',
  },
  'ordine sconosciuto: nido, infanzia, primaria o secondaria',
)
const registerWord = oneOf(
  {
    assente: 'absent',
    assenza: 'absent',
    a: 'absent',
    absent: 'absent',
    ritardo: 'lateArrival',
    inritardo: 'lateArrival',
    entratainritardo: 'lateArrival',
    r: 'lateArrival',
    latearrival: 'lateArrival',
    uscita: 'earlyExit',
    uscitaanticipata: 'earlyExit',
    u: 'earlyExit',
    earlyexit: 'earlyExit',
    presente: 'present',
    presenza: 'present',
    p: 'present',
    present: 'present',
  },
  'scrivere assente, ritardo, uscita oppure presente',
)
const sex = oneOf(
  { f: 'F', femmina: 'F', m: 'M', maschio: 'M', female: 'F', male: 'M' },
  'scrivere F oppure M',
)

const schoolYear = (cell: string): Reading => {
  const years = /^(\d{4})[/-](\d{4}|\d{2})$/.exec(cell)
  const start = Number(years?.[1])
  const end = years?.[2]?.length === 2 ? Math.floor(start / 100) * 100 + Number(years[2]) : Number(years?.[2])
  return years && end === start + 1
    ? { value: `${start}/${end}` }
    : { problem: 'anno scolastico nella forma 2026/2027' }
}

const WEEKDAYS = ['lun', 'mar', 'mer', 'gio', 'ven', 'sab', 'dom']
const weekdays = (cell: string): Reading => {
  const days = cell.split(/[\s,;/+-]+/).map((word) => {
    const number = /^[1-7]$/.test(word) ? Number(word) : WEEKDAYS.indexOf(plain(word).slice(0, 3)) + 1
    return number === 0 ? null : String(number)
  })
  if (days.includes(null)) return { problem: 'giorni non riconosciuti: ad esempio lun mer ven, oppure 1 3 5' }
  return { value: [...new Set(days as string[])].sort() }
}

const email = (cell: string): Reading =>
  cell.length <= 254 && /^[^\s@<>(),;:"[\]\\]+@[^\s@.,]+(?:\.[^\s@.,]+)+$/.test(cell)
    ? { value: cell.toLowerCase() }
    : { problem: 'indirizzo e-mail non valido' }

const mobile = (cell: string): Reading => {
  if (/E\+?\d/i.test(cell)) {
    return { problem: 'numero abbreviato dal foglio di calcolo: formattare la colonna come testo' }
  }
  const value = toE164(cell)
  return value === null
    ? { problem: 'cellulare non valido: ad esempio 333 1234567, con il prefisso se è estero' }
    : { value }
}

const childCode: Column = {
  name: 'childCode',
  aliases: ['codice_utente', 'codice_bambino', 'codice_alunno', 'codutente', 'child_code'],
  read: code,
}
const childFiscalCode: Column = {
  name: 'childFiscalCode',
  aliases: [
    'cf_bambino',
    'codice_fiscale_bambino',
    'cf_alunno',
    'codice_fiscale_alunno',
    'child_fiscal_code',
  ],
  read: fiscalCode,
}
const surname: Column = { name: 'surname', aliases: ['cognome'], required: true, read: text(80) }
const firstName: Column = { name: 'name', aliases: ['nome', 'first_name'], required: true, read: text(80) }
const ownFiscalCode: Column = {
  name: 'fiscalCode',
  aliases: ['codice_fiscale', 'cf', 'fiscal_code'],
  read: fiscalCode,
}
const schoolYearColumn: Column = {
  name: 'schoolYear',
  aliases: ['anno_scolastico', 'anno', 'as', 'school_year'],
  read: schoolYear,
}

const validFrom: Column = {
  name: 'from',
  aliases: ['dal', 'valido_dal', 'data_inizio', 'inizio', 'valid_from'],
  required: true,
  read: readDay,
}
const validTo: Column = {
  name: 'to',
  aliases: ['al', 'valido_al', 'fino_al', 'data_fine', 'fine', 'valid_to'],
  read: readDay,
}

/** What each file may hold. Headers match a column's name or one of its aliases. */
export const COLUMNS: Record<Import, readonly Column[]> = {
  schools: [
    {
      name: 'code',
      aliases: ['codice', 'codice_scuola', 'codice_meccanografico', 'school_code'],
      required: true,
      read: code,
    },
    { name: 'name', aliases: ['nome', 'denominazione', 'scuola'], required: true, read: text(160) },
    { name: 'level', aliases: ['ordine', 'livello', 'grado', 'tipo'], required: true, read: level },
    { name: 'address', aliases: ['indirizzo'], read: text(200) },
    { name: 'clusterCode', aliases: ['codice_istituto', 'istituto', 'cluster_code'], read: code },
  ],
  classes: [
    {
      name: 'schoolCode',
      aliases: ['codice_scuola', 'codice_meccanografico', 'scuola', 'school_code'],
      required: true,
      read: code,
    },
    { name: 'name', aliases: ['nome', 'classe', 'sezione'], required: true, read: text(40) },
    schoolYearColumn,
    {
      name: 'canteenWeekdays',
      aliases: ['giorni_mensa', 'giorni', 'rientri', 'canteen_weekdays'],
      read: weekdays,
    },
  ],
  children: [
    childCode,
    ownFiscalCode,
    surname,
    firstName,
    {
      name: 'birthDate',
      aliases: ['data_nascita', 'data_di_nascita', 'nascita', 'nato_il', 'birth_date'],
      required: true,
      read: readDay,
    },
    { name: 'sex', aliases: ['sesso', 'genere'], read: sex },
    { name: 'resident', aliases: ['residente'], read: yesOrNo },
    {
      name: 'schoolCode',
      aliases: ['codice_scuola', 'codice_meccanografico', 'scuola', 'school_code'],
      read: code,
    },
    { name: 'className', aliases: ['classe', 'sezione', 'class', 'class_name'], read: text(40) },
    schoolYearColumn,
  ],
  guardians: [
    { ...ownFiscalCode, required: true },
    surname,
    firstName,
    { name: 'email', aliases: ['e-mail', 'mail', 'posta_elettronica'], read: email },
    { name: 'mobile', aliases: ['cellulare', 'telefono', 'tel', 'cell'], read: mobile },
    { name: 'address', aliases: ['indirizzo', 'residenza'], read: text(200) },
    childCode,
    childFiscalCode,
    {
      name: 'isReference',
      aliases: ['riferimento', 'genitore_di_riferimento', 'pagante', 'is_reference'],
      read: yesOrNo,
    },
    {
      name: 'contactsHidden',
      aliases: ['recapiti_riservati', 'riservato', 'contacts_hidden'],
      read: yesOrNo,
    },
  ],
  enrolments: [
    childCode,
    { ...childFiscalCode, aliases: [...childFiscalCode.aliases, 'codice_fiscale', 'cf', 'fiscal_code'] },
    { name: 'service', aliases: ['servizio', 'codice_servizio'], required: true, read: text(40) },
    validFrom,
    validTo,
  ],
  riders: [
    childCode,
    { ...childFiscalCode, aliases: [...childFiscalCode.aliases, 'codice_fiscale', 'cf', 'fiscal_code'] },
    { name: 'lineCode', aliases: ['linea', 'codice_linea', 'line_code'], required: true, read: text(40) },
    {
      name: 'outwardStop',
      aliases: ['fermata_andata', 'andata', 'fermata_di_andata', 'outward_stop'],
      read: text(160),
    },
    {
      name: 'returnStop',
      aliases: ['fermata_ritorno', 'ritorno', 'fermata_di_ritorno', 'return_stop'],
      read: text(160),
    },
    validFrom,
    validTo,
  ],
  absences: [
    childCode,
    { ...childFiscalCode, aliases: [...childFiscalCode.aliases, 'codice_fiscale', 'cf', 'fiscal_code'] },
    { name: 'day', aliases: ['giorno', 'data'], required: true, read: readDay },
    { name: 'says', aliases: ['stato', 'evento', 'tipo'], required: true, read: registerWord },
  ],
}

/** The column a header names, if any. */
export const columnOf = (columns: readonly Column[], header: string): Column | undefined =>
  columns.find((column) => [column.name, ...column.aliases].some((name) => plain(name) === plain(header)))
