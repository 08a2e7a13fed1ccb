import { randomInt } from 'node:crypto'
import type { Tx } from '@/db/client'
import { hashPin } from '@/modules/identity'
import type { Demo } from './demo'
import { insertRows } from './insert-rows'

/** Who unlocks the tablets of a school or of a line; exactly one of the two is set. */
export type TabletOperator = { name: string; pin: string; schoolId: number | null; lineId: number | null }

const newPin = () => String(randomInt(0, 10_000)).padStart(4, '0')

/** A school that no demo family uses, if the town has one: whoever tries a family's school finds its tablet open. */
const lockedSchool = ({ demoFamilies, classes, schools }: Demo): number | null => {
  const shown = new Set(
    demoFamilies.flatMap(({ child, siblings }) => [child, ...siblings]).map((one) => one.classId),
  )
  const used = new Set(classes.filter(({ id }) => shown.has(id)).map(({ schoolId }) => schoolId))
  return schools.find(({ id, level }) => level === 'primary' && !used.has(id))?.id ?? null
}

/** Writes operators for the second bus line, and for a school where there is one to spare; answers their PINs. */
export const writeOperators = async (tx: Tx, demo: Demo): Promise<TabletOperator[]> => {
  const schoolId = lockedSchool(demo)
  const lineId = demo.bus.lines[1]?.id ?? null
  const operators = [
    ...(schoolId ? ['Docente di turno', 'Collaboratore scolastico'] : []).map((name) => ({
      name,
      pin: newPin(),
      schoolId,
      lineId: null,
    })),
    ...(lineId ? ['Accompagnatore titolare', 'Accompagnatore supplente'] : []).map((name) => ({
      name,
      pin: newPin(),
      schoolId: null,
      lineId,
    })),
  ]
  await insertRows(
    tx,
    'public.tablet_operators',
    { name: 'text', school_id: 'int', line_id: 'int', active: 'boolean', pin_hash: 'text' },
    operators.map(({ name, pin, ...place }) => ({
      name,
      school_id: place.schoolId,
      line_id: place.lineId,
      active: true,
      pin_hash: hashPin(pin),
    })),
  )
  return operators
}
