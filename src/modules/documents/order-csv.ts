import { type KitchenOrder, mealWords } from '@/modules/kitchen'
import { csvFile, csvText } from '@/shared/csv'
import { formatDay } from '@/shared/dates'

const HEADINGS = 'Giorno;Centro cottura;Servizio;Versione;Scuola;Classe;Pasto;Codice;Quantità;Stima'

/**
 * A version of an order for a spreadsheet, a row per class and meal: semicolons, UTF-8 with its mark. The code is that of
 * the special diets, or the kind of adults.
 */
export const orderCsv = (order: KitchenOrder): string => {
  const whose = [
    formatDay(order.day),
    csvText(order.kitchen?.name ?? ''),
    csvText(order.service.name),
    String(order.version),
  ]
  const rows = order.lines.map((line) =>
    [
      ...whose,
      csvText(line.school),
      csvText(line.className),
      csvText(mealWords(line)),
      csvText(line.variant),
      String(line.quantity),
      line.isEstimated ? 'sì' : '',
    ].join(';'),
  )
  return csvFile([HEADINGS, ...rows])
}
